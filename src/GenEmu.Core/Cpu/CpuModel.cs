using System.Text;

namespace GenEmu.Core.Cpu;

/// <summary>Which CPU the guest sees: CPUID tells only what works.</summary>
internal sealed class CpuModel
{
    // CPUID.1:EDX (SDM vol. 2, table 3-11).
    private const uint De = 1 << 2;
    private const uint Pse = 1 << 3;
    private const uint Tsc = 1 << 4;
    private const uint Msr = 1 << 5;
    private const uint Pae = 1 << 6;
    private const uint Cx8 = 1 << 8;
    private const uint Sep = 1 << 11;
    private const uint Pge = 1 << 13;
    private const uint Cmov = 1 << 15;

    /// <summary>A Pentium II without floating point: family 6, model 3, stepping 3 (SYSENTER is there from this one on).</summary>
    public static CpuModel Default { get; } = new();

    public uint Signature => 0x633;

    public uint Features => De | Pse | Tsc | Msr | Pae | Cx8 | Sep | Pge | Cmov;

    public ulong Cr4Supported => Cr4.Tsd | Cr4.De | Cr4.Pse | Cr4.Pae | Cr4.Pge;

    /// <summary>EDX after RESET: the signature.</summary>
    public uint ResetEdx => Signature;

    public CpuidResult Cpuid(uint leaf, uint subleaf)
    {
        _ = subleaf;
        return leaf switch
        {
            0 => new CpuidResult(1, Text("Genu"), Text("ntel"), Text("ineI")),
            _ => new CpuidResult(Signature, 0, 0, Features),        // leaves beyond the last give the last one's data on Intel CPUs
        };
    }

    private static uint Text(string four) => BitConverter.ToUInt32(Encoding.ASCII.GetBytes(four));
}
