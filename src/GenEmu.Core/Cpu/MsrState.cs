using System.Runtime.InteropServices;

namespace GenEmu.Core.Cpu;

/// <summary>Model-specific registers beyond SYSENTER's and debugging's. INIT keeps all of them (SDM vol. 3, table 9-1).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MsrState
{
    /// <summary>How many variable-range MTRRs there are.</summary>
    public const int VariableRanges = 8;

    /// <summary>How many fixed-range MTRRs there are.</summary>
    public const int FixedRanges = 11;

    private const ulong ResetPat = 0x0007_0406_0007_0406;

    public ulong Efer;

    public ulong MiscEnable;

    /// <summary>The page attribute table: eight memory types.</summary>
    public ulong Pat;

    public ulong MtrrDefaultType;

    /// <summary>Base and mask of each variable range, in turns.</summary>
    public fixed ulong MtrrVariable[2 * VariableRanges];

    public fixed ulong MtrrFixed[FixedRanges];

    /// <summary>After RESET.</summary>
    public void Reset()
    {
        this = default;
        Pat = ResetPat;
        MiscEnable = MiscEnableMsr.Reset;
    }
}
