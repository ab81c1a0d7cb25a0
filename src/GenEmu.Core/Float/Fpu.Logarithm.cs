namespace GenEmu.Core.Float;

/// <content>Powers and logarithms of 2.</content>
internal static partial class Fpu
{
    /// <summary>The top word of the square root of 2.</summary>
    private const ulong SquareRootOfTwo = 0xB504_F333_F9DE_6484;

    /// <summary>F2XM1: 2^a - 1. Beyond -1 and 1 the result is undefined (SDM vol. 2); the operand stays as it is.</summary>
    public static Float80 PowerMinusOne(Float80 a, uint control, ref uint status)
    {
        if (AnswersNaN(a, control, ref status, out Float80 answer) || a.IsZero)
        {
            return answer;
        }

        if (a.IsInfinity)
        {
            return a.IsNegative ? Float80.One.Negate() : a;
        }

        if (StopsForDenormal(a.IsDenormal, control, ref status))
        {
            return a;
        }

        if (a.Field >= Float80.Bias)
        {
            bool isMinusOne = a.Equals(Float80.One.Negate());
            return isMinusOne ? Float80.Pack(negative: true, Float80.Bias - 1, Float80.IntegerBit) : a;
        }

        Unrounded power = Unrounded.MultiplyWide(Unpack(a), Constants.Ln2);
        UInt128 fraction = power.ToFraction();
        Unrounded factor = a.IsNegative
            ? Series.OneMinus(Series.Alternating(fraction, Series.Exponential))
            : Series.OnePlus(Series.Positive(fraction, Series.Exponential));
        return RoundFull(Unrounded.MultiplyWide(power, factor).Inexact(), control, ref status);
    }

    /// <summary>FYL2X: y log2 x; y is ST(1), x the top.</summary>
    public static Float80 YLog2X(Float80 y, Float80 x, uint control, ref uint status)
    {
        if (AnswersNaN(x, y, control, ref status, out Float80 answer))
        {
            return answer;
        }

        bool isOne = x.Equals(Float80.One);
        if ((x.IsNegative && !x.IsZero) || (y.IsInfinity && isOne) || (y.IsZero && (x.IsZero || x.IsInfinity)))
        {
            return InvalidOperation(control, ref status);
        }

        if (x.IsZero)
        {
            if (y.IsInfinity)
            {
                return y.Negate();
            }

            Raise(FloatStatus.ZeroDivide, control, ref status);
            return Float80.Infinity(!y.IsNegative);
        }

        if (StopsForDenormal(x, y, control, ref status))
        {
            return y;
        }

        bool negative = y.IsNegative != (x.Field < Float80.Bias);
        if (x.IsInfinity || y.IsInfinity)
        {
            return Float80.Infinity(negative);
        }

        if (y.IsZero || isOne)
        {
            return Float80.Zero(negative);
        }

        Unrounded logarithm = Log2(Unpack(x), out bool isInteger);
        return RoundFull(Product(Unpack(y), logarithm, isInteger), control, ref status);
    }

    /// <summary>FYL2XP1: y log2 (x + 1); y is ST(1), x the top. The manual defines it for |x| &lt; 1 - √½; it is as good for every x above -1, and the rest is invalid.</summary>
    public static Float80 YLog2XPlusOne(Float80 y, Float80 x, uint control, ref uint status)
    {
        if (AnswersNaN(x, y, control, ref status, out Float80 answer))
        {
            return answer;
        }

        bool tooLow = x.IsNegative && x.Field >= Float80.Bias;
        if (tooLow || (y.IsInfinity && x.IsZero) || (y.IsZero && x.IsInfinity))
        {
            return InvalidOperation(control, ref status);
        }

        if (StopsForDenormal(x, y, control, ref status))
        {
            return y;
        }

        bool negative = y.IsNegative != x.IsNegative;
        if (x.IsInfinity || y.IsInfinity)
        {
            return Float80.Infinity(negative);
        }

        if (x.IsZero || y.IsZero)
        {
            return Float80.Zero(negative);
        }

        Unrounded logarithm = Log2OfOnePlus(Unpack(x), out bool isInteger);
        return RoundFull(Product(Unpack(y), logarithm, isInteger), control, ref status);
    }

    /// <summary>y log2 x: exact only for powers of 2.</summary>
    private static Unrounded Product(in Unrounded y, in Unrounded logarithm, bool isInteger)
        => isInteger ? Unrounded.Multiply(logarithm, y) : Unrounded.MultiplyWide(logarithm, y).Inexact();

    /// <summary>log2(1 + x) for x above -1 that is not 0.</summary>
    private static Unrounded Log2OfOnePlus(in Unrounded x, out bool isInteger)
    {
        isInteger = false;
        if (x.Exponent < -2)
        {
            return Log2OfNearOne(x);
        }

        _ = Unrounded.TryAdd(x, new(negative: false, 0, Float80.IntegerBit), out Unrounded sum);
        return Log2(sum, out isInteger);
    }

    /// <summary>log2 of a positive number that is not 1.</summary>
    private static Unrounded Log2(in Unrounded x, out bool isInteger)
    {
        // x = m 2^k with m between √½ and √2, so that nothing cancels where the logarithm is small.
        bool halve = x.High > SquareRootOfTwo;
        int k = x.Exponent + (halve ? 1 : 0);
        UInt128 bits = new(x.High, x.Low);
        UInt128 distance = halve ? 0 - bits : bits - new UInt128(Float80.IntegerBit, 0);
        isInteger = distance == 0;
        if (isInteger)
        {
            return Unpack(FromInteger(k));
        }

        Unrounded fraction = Log2OfNearOne(Unrounded.Normalize(halve, halve ? -1 : 0, (ulong)(distance >> 64), (ulong)distance));
        if (k == 0)
        {
            return fraction;
        }

        _ = Unrounded.TryAdd(Unpack(FromInteger(k)), fraction, out Unrounded sum);
        return sum;
    }

    /// <summary>log2(1 + f) for -0.3 &lt; f &lt; 0.42: 2 / ln 2 times the inverse hyperbolic tangent of f / (2 + f).</summary>
    private static Unrounded Log2OfNearOne(in Unrounded f)
    {
        _ = Unrounded.TryAdd(new(negative: false, 1, Float80.IntegerBit), f, out Unrounded divisor);
        Unrounded s = Unrounded.DivideWide(f, divisor);
        UInt128 fraction = s.ToFraction();
        Unrounded factor = Series.OnePlus(Series.Positive(WideMath.MultiplyHigh(fraction, fraction), Series.Arctangent));
        return Unrounded.MultiplyWide(Unrounded.MultiplyWide(s, factor), Constants.TwoOverLn2);
    }
}
