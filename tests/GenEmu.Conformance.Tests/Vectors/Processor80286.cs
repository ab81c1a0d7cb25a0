using GenEmu.Spec.Checking;

namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>The 80286 in real mode. What it leaves undefined is what opcodes.yaml says.</summary>
public sealed class Processor80286 : VectorSet
{
    private const ushort Cf = 1;
    private const ushort Of = 0x800;

    private readonly SpecForms _spec = SpecForms.Load();

    public override string Name => "80286";

    public override bool Wraps => false;

    public override bool EndsWithHalt => true;

    public override double RequiredShare => 0.97;

    public override IReadOnlyList<DesignRule> Rules { get; } =
    [
        new(
            "LOCK before an instruction that cannot be locked is #UD since the 80386",
            "SDM vol. 2, LOCK",
            (_, instruction) => instruction.Locked && !instruction.Lockable,
            (_, expectation) => expectation.ExpectFault(6)),
    ];

    public override IReadOnlySet<string> Revoked { get; } = VectorFolder.Path is null
        ? new HashSet<string>(StringComparer.Ordinal)
        : File.ReadLines(VectorFolder.File("80286", "revocation_list.txt")).Where(line => !line.StartsWith('#')).Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);

    public override ushort UndefinedFlags(VectorCase test, RealModeInstruction instruction)
    {
        var encoding = new OpcodeBytes(instruction.Opcode > 0xFF, (byte)instruction.Opcode, instruction.ModRm, Rep: false);
        if (_spec.Find(encoding) is not { Facts: { } facts })
        {
            return 0;
        }

        var undefined = (ushort)facts.FlagsMaybeUndefined;
        return instruction.IsShift ? (ushort)(undefined & ~Defined(instruction.ShiftCount(test.Initial(VectorRegister.Cx)), instruction.Bits)) : undefined;
    }

    /// <summary>A shift defines OF for a count of 1, and CF for counts below the width; none changes anything (SDM vol. 2, SAL/SAR/SHL/SHR).</summary>
    private static int Defined(int count, int bits) => count switch
    {
        0 => 0xFFFF,
        1 => Cf | Of,
        _ when count < bits => Cf,
        _ => 0,
    };
}
