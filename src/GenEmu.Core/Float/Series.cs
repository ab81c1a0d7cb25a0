namespace GenEmu.Core.Float;

/// <summary>Power series in fixed point: fractions are in units of 2^-128.</summary>
/// <remarks>
/// All transcendental functions here are x (1 ± tail(t)), where x is exact to 128 bits and the tail is below 1. So the error is a few units
/// of 2^-125 relative to the result, however small that is: far below the last of the 64 bits that it is rounded to.
/// </remarks>
internal static class Series
{
    /// <summary>A relative error below this many bits is not worth another term.</summary>
    private const int Bits = 124;

    /// <summary>1/3!, 1/5!, 1/7! …</summary>
    public static readonly UInt128[] Sine = Factorials(first: 3, step: 2, count: 16);

    /// <summary>1/2!, 1/4!, 1/6! …</summary>
    public static readonly UInt128[] Cosine = Factorials(first: 2, step: 2, count: 16);

    /// <summary>1/2!, 1/3!, 1/4! …</summary>
    public static readonly UInt128[] Exponential = Factorials(first: 2, step: 1, count: 29);

    /// <summary>1/3, 1/5, 1/7 …: arctangent with alternating signs, its hyperbolic twin without. As many as t ≤ 0.0295 needs.</summary>
    public static readonly UInt128[] Arctangent = OddReciprocals(24);

    /// <summary>t (c0 - t (c1 - t (c2 - …))).</summary>
    public static UInt128 Alternating(UInt128 t, UInt128[] coefficients)
    {
        int last = Terms(t, coefficients) - 1;
        UInt128 sum = coefficients[last];
        for (int i = last - 1; i >= 0; i--)
        {
            sum = coefficients[i] - WideMath.MultiplyHigh(t, sum);
        }

        return WideMath.MultiplyHigh(t, sum);
    }

    /// <summary>t (c0 + t (c1 + t (c2 + …))).</summary>
    public static UInt128 Positive(UInt128 t, UInt128[] coefficients)
    {
        int last = Terms(t, coefficients) - 1;
        UInt128 sum = coefficients[last];
        for (int i = last - 1; i >= 0; i--)
        {
            sum = coefficients[i] + WideMath.MultiplyHigh(t, sum);
        }

        return WideMath.MultiplyHigh(t, sum);
    }

    /// <summary>1 - tail, which is never 1 itself: what it is multiplied with becomes inexact on the right side.</summary>
    public static Unrounded OneMinus(UInt128 tail) => Unrounded.FromFraction(~tail);

    /// <summary>1 + tail, which is never 1 itself.</summary>
    public static Unrounded OnePlus(UInt128 tail) => new(negative: false, 0, Float80.IntegerBit | (ulong)(tail >> 65), (ulong)(tail >> 1) | 1);

    /// <summary>How many terms count for this t.</summary>
    private static int Terms(UInt128 t, UInt128[] coefficients)
    {
        var zeros = (int)UInt128.LeadingZeroCount(t);
        return zeros == 0 ? coefficients.Length : Math.Min(coefficients.Length, (Bits / zeros) + 1);
    }

    private static UInt128[] Factorials(int first, int step, int count)
    {
        var coefficients = new UInt128[count];
        UInt128 value = UInt128.MaxValue;
        int n = 1;
        for (int i = 0; i < count; i++)
        {
            for (; n < first + (i * step); n++)
            {
                value /= (UInt128)(n + 1);
            }

            coefficients[i] = value;
        }

        return coefficients;
    }

    private static UInt128[] OddReciprocals(int count)
    {
        var coefficients = new UInt128[count];
        for (int i = 0; i < count; i++)
        {
            coefficients[i] = UInt128.MaxValue / (UInt128)((2 * i) + 3);
        }

        return coefficients;
    }
}
