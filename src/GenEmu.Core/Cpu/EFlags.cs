namespace GenEmu.Core.Cpu;

/// <summary>Bits of EFLAGS (SDM vol. 1, 3.4.3).</summary>
internal static class EFlags
{
    public const uint Cf = 1 << 0;
    public const uint Reserved1 = 1 << 1;
    public const uint Pf = 1 << 2;
    public const uint Af = 1 << 4;
    public const uint Zf = 1 << 6;
    public const uint Sf = 1 << 7;
    public const uint Tf = 1 << 8;
    public const uint If = 1 << 9;
    public const uint Df = 1 << 10;
    public const uint Of = 1 << 11;
    public const uint Iopl = 3 << 12;
    public const uint Nt = 1 << 14;
    public const uint Rf = 1 << 16;
    public const uint Vm = 1 << 17;
    public const uint Ac = 1 << 18;
    public const uint Vif = 1 << 19;
    public const uint Vip = 1 << 20;
    public const uint Id = 1 << 21;

    /// <summary>The flags that arithmetic sets, held lazily.</summary>
    public const uint Arithmetic = Cf | Pf | Af | Zf | Sf | Of;
}
