namespace GenEmu.Core.Cpu;

/// <summary>Bits of CR4 (SDM vol. 3, 2.5).</summary>
internal static class Cr4
{
    public const ulong Vme = 1UL << 0;
    public const ulong Pvi = 1UL << 1;
    public const ulong Tsd = 1UL << 2;
    public const ulong De = 1UL << 3;
    public const ulong Pse = 1UL << 4;
    public const ulong Pae = 1UL << 5;
    public const ulong Mce = 1UL << 6;
    public const ulong Pge = 1UL << 7;
    public const ulong OsFxsr = 1UL << 9;
    public const ulong OsXmmExcpt = 1UL << 10;
}
