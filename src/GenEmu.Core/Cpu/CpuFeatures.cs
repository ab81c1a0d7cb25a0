namespace GenEmu.Core.Cpu;

/// <summary>What a CPU model can do beyond the 486.</summary>
/// <remarks>Bits 0 to 31 are those of CPUID.1:EDX (SDM vol. 2, table 3-11), bits 32 to 62 those of CPUID.80000001h:EDX, shifted; a feature without a bit stands above.</remarks>
[Flags]
internal enum CpuFeatures : ulong
{
    None = 0,

    Fpu = 1UL << 0,
    De = 1UL << 2,
    Pse = 1UL << 3,
    Tsc = 1UL << 4,
    Msr = 1UL << 5,
    Pae = 1UL << 6,
    Cx8 = 1UL << 8,
    Apic = 1UL << 9,
    Sep = 1UL << 11,
    Mtrr = 1UL << 12,
    Pge = 1UL << 13,
    Cmov = 1UL << 15,
    Pat = 1UL << 16,
    Pse36 = 1UL << 17,
    Clfsh = 1UL << 19,
    Mmx = 1UL << 23,
    Fxsr = 1UL << 24,
    Sse = 1UL << 25,
    Sse2 = 1UL << 26,

    /// <summary>No-execute pages.</summary>
    Nx = 1UL << 52,

    /// <summary>The hint NOPs 0F 18 to 0F 1F, which the P6 family brought without saying so.</summary>
    Nopl = 1UL << 63,

    All = ulong.MaxValue,
}
