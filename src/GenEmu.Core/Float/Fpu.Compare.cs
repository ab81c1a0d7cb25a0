using System.Runtime.CompilerServices;

namespace GenEmu.Core.Float;

/// <content>Comparison and classification.</content>
internal static partial class Fpu
{
    private const uint Unordered = FloatStatus.C3 | FloatStatus.C2 | FloatStatus.C0;

    /// <summary>FCOM, FICOM, FTST, FCOMI: C3, C2 and C0 (for FCOMI these are ZF, PF and CF). Every NaN raises IE.</summary>
    public static uint Compare(Float80 a, Float80 b, uint control, ref uint status) => Compare(a, b, quietRaises: true, control, ref status);

    /// <summary>FUCOM, FUCOMI: as <see cref="Compare(Float80, Float80, uint, ref uint)"/>, but quiet NaNs raise nothing.</summary>
    public static uint CompareUnordered(Float80 a, Float80 b, uint control, ref uint status) => Compare(a, b, quietRaises: false, control, ref status);

    /// <summary>FXAM of a register that is not empty: C3, C2, C0, and the sign in C1.</summary>
    public static uint Examine(Float80 a)
    {
        uint kind = a switch
        {
            { IsNaN: true } => FloatStatus.C0,
            { IsInfinity: true } => FloatStatus.C2 | FloatStatus.C0,
            { IsUnsupported: true } => 0,
            { IsZero: true } => FloatStatus.C3,
            { IsDenormal: true } => FloatStatus.C3 | FloatStatus.C2,
            _ => FloatStatus.C2,
        };
        return kind | (a.IsNegative ? FloatStatus.C1 : 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Compare(Float80 a, Float80 b, bool quietRaises, uint control, ref uint status)
    {
        if (a.IsUnsupported || b.IsUnsupported || a.IsNaN || b.IsNaN)
        {
            if (quietRaises || a.IsUnsupported || b.IsUnsupported || a.IsSignaling || b.IsSignaling)
            {
                Raise(FloatStatus.Invalid, control, ref status);
            }

            return Unordered;
        }

        _ = StopsForDenormal(a, b, control, ref status);
        int order = Order(a, b);
        return order switch
        {
            > 0 => 0,
            < 0 => FloatStatus.C0,
            _ => FloatStatus.C3,
        };
    }

    private static int Order(Float80 a, Float80 b)
    {
        if (a.IsZero && b.IsZero)
        {
            return 0;
        }

        if (a.IsNegative != b.IsNegative)
        {
            return a.IsNegative ? -1 : 1;
        }

        // A pseudo-denormal has the exponent of the smallest normal numbers.
        int magnitude = Math.Max(a.Field, 1).CompareTo(Math.Max(b.Field, 1));
        magnitude = magnitude != 0 ? magnitude : a.Significand.CompareTo(b.Significand);
        return a.IsNegative ? -magnitude : magnitude;
    }
}
