using GenEmu.Core.Cpu;

namespace GenEmu.Core.Debug;

/// <summary>The guest's debug registers as a matcher.</summary>
/// <remarks>
/// Results are bits of the pending-debug word: B0 to B3 for every register whose condition matched, enabled or not (rule C7), and
/// <see cref="Dr6.Enabled"/> if one of them was enabled. While any register is enabled, everything runs the recorded way.
/// </remarks>
internal sealed unsafe class Breakpoints(VcpuState* state)
{
    private const int Registers = 4;
    private readonly ulong[] _first = new ulong[Registers];
    private readonly ulong[] _length = new ulong[Registers];
    private readonly BreakpointType[] _type = new BreakpointType[Registers];
    private readonly bool[] _enabled = new bool[Registers];

    /// <summary>Whether any register is enabled, locally or globally.</summary>
    public bool AreArmed { get; private set; }

    /// <summary>Takes over DR0–DR3, DR7 and CR4.DE after a change.</summary>
    public void Update()
    {
        AreArmed = false;
        for (int i = 0; i < Registers; i++)
        {
            var control = (int)(state->Dr7 >> (16 + (4 * i))) & 15;
            _type[i] = (BreakpointType)(control & 3);
            _length[i] = (control >> 2) switch { 0 => 1UL, 1 => 2, 2 => 8, _ => 4 };
            _first[i] = (&state->Dr0)[i] & ~(_length[i] - 1);        // LEN forces natural alignment (SDM vol. 3, 17.2.5); the four registers stand in a row
            _enabled[i] = ((state->Dr7 >> (2 * i)) & 3) != 0;
            AreArmed |= _enabled[i];
        }
    }

    /// <summary>The instruction about to start: its first byte, prefixes included.</summary>
    public uint MatchExecute(ulong linear)
    {
        uint matches = 0;
        for (int i = 0; i < Registers; i++)
        {
            matches |= _type[i] == BreakpointType.Execute && _length[i] == 1 && _first[i] == linear ? Bits(i) : 0;
        }

        return matches;
    }

    /// <summary>A data access; any common byte matches.</summary>
    public uint MatchData(ulong linear, int size, bool write)
    {
        uint matches = 0;
        for (int i = 0; i < Registers; i++)
        {
            bool wanted = _type[i] == BreakpointType.ReadWrite || (write && _type[i] == BreakpointType.Write);
            matches |= wanted && Meets(i, linear, size) ? Bits(i) : 0;
        }

        return matches;
    }

    /// <summary>A port access; the port is zero-extended for the comparison.</summary>
    public uint MatchIo(uint port, int size)
    {
        uint matches = 0;
        bool possible = (state->Cr4 & Cr4.De) != 0;
        for (int i = 0; possible && i < Registers; i++)
        {
            matches |= _type[i] == BreakpointType.Io && Meets(i, port & 0xFFFF, size) ? Bits(i) : 0;
        }

        return matches;
    }

    private bool Meets(int i, ulong address, int size) => address < _first[i] + _length[i] && _first[i] < address + (ulong)size;

    private uint Bits(int i) => (1u << i) | (_enabled[i] ? Dr6.Enabled : 0);
}
