using System.Runtime.InteropServices;
using GenEmu.Core.Units;

namespace GenEmu.Core.Cpu;

/// <summary>Byte offsets of the general registers in <see cref="VcpuState"/> and in a transaction's shadow of it. AH is the second byte of RAX, so it is an offset too.</summary>
internal static class RegisterFile
{
    public const int Ax = 0;
    public const int Cx = 8;
    public const int Dx = 16;
    public const int Bx = 24;
    public const int Sp = 32;
    public const int Bp = 40;
    public const int Si = 48;
    public const int Di = 56;

    public const int Al = Ax;
    public const int Cl = Cx;
    public const int Dl = Dx;
    public const int Bl = Bx;
    public const int Ah = Ax + 1;
    public const int Ch = Cx + 1;
    public const int Dh = Dx + 1;
    public const int Bh = Bx + 1;

    /// <summary>Always zero: the base or index of an address that has none.</summary>
    public const int Zero = 128;

    /// <summary>Bytes of the file, R8 to R15 and <see cref="Zero"/> included.</summary>
    public const int Length = 136;

    /// <summary>Where the units' state stands in <see cref="VcpuState"/>.</summary>
    public static int Unit { get; } = (int)Marshal.OffsetOf<VcpuState>(nameof(VcpuState.Unit));

    /// <summary>The offset of an MMX register: the significand of the physical x87 register of that number.</summary>
    public static ushort Mmx(int number) => (ushort)(Unit + (number * sizeof(ulong) * 2));

    /// <summary>The offset of an XMM register.</summary>
    public static ushort Xmm(int number) => (ushort)(Mmx(FloatState.Registers) + (number * sizeof(ulong) * 2));

    /// <summary>The offset of register <paramref name="number"/> at a width; byte registers 4–7 are AH, CH, DH, BH unless a REX prefix is there.</summary>
    public static ushort Offset(int number, int size, bool rex = false)
        => (ushort)(size == 1 && number is >= 4 and < 8 && !rex ? ((number - 4) * 8) + 1 : number * 8);
}
