namespace GenEmu.Core.Cpu;

/// <summary>Bits of CR0 (SDM vol. 3, 2.5).</summary>
internal static class Cr0
{
    public const ulong Pe = 1UL << 0;
    public const ulong Mp = 1UL << 1;
    public const ulong Em = 1UL << 2;
    public const ulong Ts = 1UL << 3;
    public const ulong Et = 1UL << 4;
    public const ulong Ne = 1UL << 5;
    public const ulong Wp = 1UL << 16;
    public const ulong Am = 1UL << 18;
    public const ulong Nw = 1UL << 29;
    public const ulong Cd = 1UL << 30;
    public const ulong Pg = 1UL << 31;
}
