using System.Text;

namespace GenEmu.Core.Cpu;

/// <summary>Which CPU the guest sees: CPUID tells only what works.</summary>
internal sealed class CpuModel
{
    // CPUID.1:EDX (SDM vol. 2, table 3-11).
    private const uint Fpu = 1 << 0;
    private const uint De = 1 << 2;
    private const uint Pse = 1 << 3;
    private const uint Tsc = 1 << 4;
    private const uint Msr = 1 << 5;
    private const uint Pae = 1 << 6;
    private const uint Cx8 = 1 << 8;
    private const uint Sep = 1 << 11;
    private const uint Pge = 1 << 13;
    private const uint Cmov = 1 << 15;
    private const uint Clfsh = 1 << 19;
    private const uint Mmx = 1 << 23;
    private const uint Fxsr = 1 << 24;
    private const uint Sse = 1 << 25;
    private const uint Sse2 = 1 << 26;

    // CPUID.1:EBX bits 8 to 15: what CLFLUSH flushes, in units of 8 bytes.
    private const uint LineOf64Bytes = 8 << 8;

    /// <summary>A Pentium M: the last of the P6 family before 64 bits, with SSE2 (family 6, model 13, stepping 8).</summary>
    public static CpuModel Default { get; } = new();

    public uint Signature => 0x6D8;

    public uint Features => Fpu | De | Pse | Tsc | Msr | Pae | Cx8 | Sep | Pge | Cmov | Clfsh | Mmx | Fxsr | Sse | Sse2;

    public ulong Cr4Supported => Cr4.Tsd | Cr4.De | Cr4.Pse | Cr4.Pae | Cr4.Pge | Cr4.OsFxsr | Cr4.OsXmmExcpt;

    /// <summary>EDX after RESET: the signature.</summary>
    public uint ResetEdx => Signature;

    public CpuidResult Cpuid(uint leaf, uint subleaf)
    {
        _ = subleaf;
        return leaf switch
        {
            0 => new CpuidResult(1, Text("Genu"), Text("ntel"), Text("ineI")),
            _ => new CpuidResult(Signature, LineOf64Bytes, 0, Features),        // leaves beyond the last give the last one's data on Intel CPUs
        };
    }

    private static uint Text(string four) => BitConverter.ToUInt32(Encoding.ASCII.GetBytes(four));
}
