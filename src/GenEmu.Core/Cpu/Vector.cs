namespace GenEmu.Core.Cpu;

/// <summary>Exception vectors (SDM vol. 3, table 6-1).</summary>
internal static class Vector
{
    public const byte De = 0;
    public const byte Db = 1;
    public const byte Nmi = 2;
    public const byte Bp = 3;
    public const byte Of = 4;
    public const byte Br = 5;
    public const byte Ud = 6;
    public const byte Nm = 7;
    public const byte Df = 8;
    public const byte Ts = 10;
    public const byte Np = 11;
    public const byte Ss = 12;
    public const byte Gp = 13;
    public const byte Pf = 14;
    public const byte Mf = 16;
    public const byte Ac = 17;
    public const byte Xm = 19;

    /// <summary>Whether a fault with this vector pushes an error code.</summary>
    public static bool HasErrorCode(byte vector) => vector is Df or Ts or Np or Ss or Gp or Pf or Ac;
}
