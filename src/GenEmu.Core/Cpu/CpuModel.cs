using System.Text;

namespace GenEmu.Core.Cpu;

/// <summary>Which CPU the guest sees: CPUID tells only what works, and what it does not tell does not work.</summary>
internal sealed class CpuModel
{
    private const uint FirstExtendedLeaf = 0x8000_0000;

    // CPUID.1:EBX bits 8 to 15: what CLFLUSH flushes, in units of 8 bytes.
    private const uint LineOf64Bytes = 8 << 8;

    private CpuModel(string name) => Name = name;

    /// <summary>Its name in machine files and on the command line.</summary>
    public string Name { get; }

    /// <summary>Family, model and stepping: EDX after RESET, and CPUID.1:EAX.</summary>
    public required uint Signature { get; init; }

    public required CpuFeatures Features { get; init; }

    /// <summary>The text of CPUID leaves 80000002h to 80000004h; empty where the model has no extended leaves.</summary>
    public string Brand { get; private init; } = "";

    /// <summary>The last leaf from 80000000h on.</summary>
    public uint LastExtendedLeaf { get; private init; }

    /// <summary>CPUID.2:EDX, the caches that software is to tune for: nothing is cached here. 0 where the model has no leaf 2.</summary>
    public uint CacheDescriptors { get; private init; }

    /// <summary>The subleaves of CPUID leaf 4.</summary>
    public CpuidResult[] Caches { get; private init; } = [];

    /// <summary>The revision of the microcode, in MSR 8Bh.</summary>
    public uint Microcode { get; private init; }

    public ulong Cr4Supported
        => Bit(CpuFeatures.Tsc, Cr4.Tsd) | Bit(CpuFeatures.De, Cr4.De) | Bit(CpuFeatures.Pse, Cr4.Pse) | Bit(CpuFeatures.Pae, Cr4.Pae)
        | Bit(CpuFeatures.Pge, Cr4.Pge) | Bit(CpuFeatures.Fxsr, Cr4.OsFxsr) | Bit(CpuFeatures.Sse, Cr4.OsXmmExcpt);

    /// <summary>Whether it belongs to the P6 family, and so has its model-specific registers.</summary>
    public bool IsP6 => (Signature & 0xF00) == 0x600;

    /// <summary>The models, by age.</summary>
    public static IReadOnlyList<CpuModel> All { get; } = MakeAll();

    /// <summary>A Pentium M: the last of the P6 family before 64 bits, with SSE2.</summary>
    public static CpuModel Default { get; } = All.Single(model => model.Name == "pentium-m");

    public bool Has(CpuFeatures features) => (Features & features) == features;

    /// <summary>What CPUID answers, apart from what belongs to one processor of several or to its settings.</summary>
    public CpuidResult Cpuid(uint leaf, uint subleaf)
    {
        uint lastBasic = Caches.Length > 0 ? 4u : CacheDescriptors != 0 ? 2u : 1u;
        bool extended = leaf >= FirstExtendedLeaf && leaf <= LastExtendedLeaf;
        return (extended ? leaf : Math.Min(leaf, lastBasic)) switch         // leaves beyond the last give the last basic one's data on Intel CPUs
        {
            0 => new CpuidResult(lastBasic, Text("Genu"), Text("ntel"), Text("ineI")),
            1 => new CpuidResult(Signature, Has(CpuFeatures.Clfsh) ? LineOf64Bytes : 0, 0, (uint)Features),
            2 => new CpuidResult(1, 0, 0, CacheDescriptors),                 // AL: one round tells all
            4 => subleaf < Caches.Length ? Caches[subleaf] : default,
            FirstExtendedLeaf => new CpuidResult(LastExtendedLeaf, 0, 0, 0),
            0x8000_0001 => new CpuidResult(0, 0, 0, (uint)((ulong)(Features & ~CpuFeatures.Nopl) >> 32)),
            >= 0x8000_0002 and <= 0x8000_0004 => BrandPart((int)(leaf - 0x8000_0002)),
            0x8000_0008 => new CpuidResult(36 | (32 << 8), 0, 0, 0),         // physical and linear address bits
            _ => default,
        };
    }

    private static CpuModel[] MakeAll()
    {
        const CpuFeatures Pentium = CpuFeatures.Fpu | CpuFeatures.De | CpuFeatures.Pse | CpuFeatures.Tsc | CpuFeatures.Msr | CpuFeatures.Cx8;
        const CpuFeatures P6 = Pentium | CpuFeatures.Pae | CpuFeatures.Apic | CpuFeatures.Sep | CpuFeatures.Mtrr | CpuFeatures.Pge | CpuFeatures.Cmov
            | CpuFeatures.Pat | CpuFeatures.Mmx | CpuFeatures.Fxsr | CpuFeatures.Sse | CpuFeatures.Nopl;
        const CpuFeatures PentiumM = P6 | CpuFeatures.Clfsh | CpuFeatures.Sse2 | CpuFeatures.Nx;
        return
        [
            new("486") { Signature = 0x480, Features = CpuFeatures.Fpu },                                        // the DX4, which has CPUID but no CR4
            new("pentium") { Signature = 0x52C, Features = Pentium },
            new("pentium3") { Signature = 0x68A, Features = P6 | CpuFeatures.Pse36, CacheDescriptors = 0x0082_080C, Microcode = 2 },
            new("pentium-m")
            {
                Signature = 0x6D8, Features = PentiumM, CacheDescriptors = 0x007D_302C, Microcode = 0x20, LastExtendedLeaf = 0x8000_0004,
                Brand = "Intel(R) Pentium(R) M processor (GenEmu)",
            },
            new("core2-32")
            {
                Signature = 0x6FB, Features = PentiumM | CpuFeatures.Pse36, CacheDescriptors = 0x0049_302C, Microcode = 0xBA, LastExtendedLeaf = 0x8000_0008,
                Brand = "Intel(R) Core(TM)2 CPU (GenEmu, 32 bits)",

                // SDM vol. 2, CPUID leaf 4: type and level, ways - 1 and line size - 1, sets - 1.
                Caches = [new(0x121, 0x01C0_003F, 63, 1), new(0x122, 0x01C0_003F, 63, 1), new(0x143, 0x03C0_003F, 4095, 1)],
            },
        ];
    }

    private static uint Text(string four) => BitConverter.ToUInt32(Encoding.ASCII.GetBytes(four));

    private CpuidResult BrandPart(int index)
    {
        string part = Brand.PadRight(48, '\0').Substring(16 * index, 16);
        return new CpuidResult(Text(part[..4]), Text(part[4..8]), Text(part[8..12]), Text(part[12..]));
    }

    private ulong Bit(CpuFeatures feature, ulong bit) => Has(feature) ? bit : 0;
}
