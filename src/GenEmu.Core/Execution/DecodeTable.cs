namespace GenEmu.Core.Execution;

/// <summary>The forms by opcode map and byte: first those with a mandatory prefix (PAUSE is F3 XCHG eAX, eAX), each kind in the order of the spec.</summary>
internal sealed class DecodeTable
{
    private const int Maps = 4;

    private readonly ushort[][] _candidates = new ushort[Maps * 256][];

    private DecodeTable(FormInfo[] forms)
    {
        var lists = new List<ushort>?[Maps * 256];
        for (int form = 0; form < forms.Length; form++)
        {
            for (int i = 0; i < forms[form].OpcodeCount; i++)
            {
                (lists[(forms[form].Map * 256) + forms[form].Opcode + i] ??= []).Add((ushort)form);
            }
        }

        for (int i = 0; i < lists.Length; i++)
        {
            _candidates[i] = lists[i]?.OrderBy(form => forms[form].Prefix == MandatoryPrefix.Any).ToArray() ?? [];
        }
    }

    /// <summary>The table of all of opcodes.yaml.</summary>
    public static DecodeTable Instance { get; } = new(InstructionTable.Forms);

    /// <summary>The forms that an opcode may mean.</summary>
    public ushort[] Candidates(int map, byte opcode) => _candidates[(map * 256) + opcode];
}
