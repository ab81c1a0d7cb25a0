namespace GenEmu.Core.Cpu;

/// <summary>Bits of IA32_APIC_BASE (SDM vol. 3, 10.4.4).</summary>
internal static class ApicBase
{
    /// <summary>Read-only: this is the bootstrap processor.</summary>
    public const ulong Bootstrap = 1UL << 8;

    public const ulong Enable = 1UL << 11;

    /// <summary>The page of the registers, of 36 physical address bits.</summary>
    public const ulong Page = 0xF_FFFF_F000;

    public const ulong Defined = Bootstrap | Enable | Page;

    /// <summary>After RESET, but for the bootstrap bit.</summary>
    public const ulong Reset = 0xFEE0_0000 | Enable;
}
