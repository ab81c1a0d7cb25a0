namespace GenEmu.Core.Float;

/// <content>Packed decimal: 18 digits and a sign (SDM vol. 1, 4.7).</content>
internal static partial class Fpu
{
    private const ulong LargestDecimal = 999_999_999_999_999_999;

    /// <summary>FBLD: exact. Digits above 9 are undefined by the manual; they count as what they are.</summary>
    /// <param name="digits">The 16 low digits.</param>
    /// <param name="top">The two high digits, and the sign in bit 15.</param>
    public static Float80 FromDecimal(ulong digits, ushort top)
    {
        ulong magnitude = 0;
        for (int shift = 4; shift >= 0; shift -= 4)
        {
            magnitude = (magnitude * 10) + (((ulong)top >> shift) & 15);
        }

        for (int shift = 60; shift >= 0; shift -= 4)
        {
            magnitude = (magnitude * 10) + ((digits >> shift) & 15);
        }

        bool negative = (top & 0x8000) != 0;
        Float80 absolute = FromInteger((long)magnitude);
        return negative ? absolute.Negate() : absolute;
    }

    /// <summary>FBSTP: rounds to an integer; the decimal indefinite with IE if it has more than 18 digits.</summary>
    /// <param name="a">The number.</param>
    /// <param name="control">The control word.</param>
    /// <param name="status">What it raises.</param>
    /// <param name="top">The two high digits, and the sign in bit 15.</param>
    public static ulong ToDecimal(Float80 a, uint control, ref uint status, out ushort top)
    {
        if (!TryRoundToInteger(a, FpuControl.Rounding(control), out ulong magnitude, ref status) || magnitude > LargestDecimal)
        {
            status &= ~(FloatStatus.Precision | FloatStatus.C1);
            Raise(FloatStatus.Invalid, control, ref status);
            top = 0xFFFF;
            return 0xC000_0000_0000_0000;
        }

        ulong digits = 0;
        for (int shift = 0; shift < 64; shift += 4)
        {
            (magnitude, ulong digit) = Math.DivRem(magnitude, 10);
            digits |= digit << shift;
        }

        top = (ushort)((a.IsNegative ? 0x8000 : 0) | (int)((magnitude / 10 << 4) | (magnitude % 10)));
        return digits;
    }
}
