namespace GenEmu.Core.Float;

/// <content>Operations on exponents and integer parts.</content>
internal static partial class Fpu
{
    /// <summary>FRNDINT.</summary>
    public static Float80 RoundToInteger(Float80 a, uint control, ref uint status)
    {
        if (AnswersNaN(a, control, ref status, out Float80 answer) || a.IsZero || a.IsInfinity)
        {
            return answer;
        }

        if (StopsForDenormal(a.IsDenormal, control, ref status) || a.Field >= Float80.Bias + 63)
        {
            return a;
        }

        _ = TryRoundToInteger(a, FpuControl.Rounding(control), out ulong magnitude, ref status);
        return magnitude == 0 ? Float80.Zero(a.IsNegative) : Pack(Unrounded.Normalize(a.IsNegative, 63, magnitude, 0));
    }

    /// <summary>FSCALE: a times 2 to the integer part of b.</summary>
    public static Float80 Scale(Float80 a, Float80 b, uint control, ref uint status)
    {
        if (AnswersNaN(a, b, control, ref status, out Float80 answer))
        {
            return answer;
        }

        if (b.IsInfinity && (b.IsNegative ? a.IsInfinity : a.IsZero))
        {
            return InvalidOperation(control, ref status);
        }

        if (StopsForDenormal(a, b, control, ref status) || a.IsInfinity || a.IsZero)
        {
            return a;
        }

        if (b.IsInfinity)
        {
            return b.IsNegative ? Float80.Zero(a.IsNegative) : Float80.Infinity(a.IsNegative);
        }

        Unrounded number = Unpack(a);
        number = new(a.IsNegative, number.Exponent + ScaleOf(b), number.High);
        return Round(number, ControlOfScale(number.Exponent, control), ref status);
    }

    /// <summary>FXTRACT: the exponent as a number, for ST(1) at last, and the significand with its sign, for the top.</summary>
    public static Float80 Extract(Float80 a, uint control, ref uint status, out Float80 significand)
    {
        if (AnswersNaN(a, control, ref status, out significand))
        {
            return significand;
        }

        if (a.IsZero)
        {
            Raise(FloatStatus.ZeroDivide, control, ref status);
            return Float80.Infinity(negative: true);
        }

        if (a.IsInfinity)
        {
            return Float80.Infinity(negative: false);
        }

        _ = StopsForDenormal(a.IsDenormal, control, ref status);
        Unrounded number = Unpack(a);
        significand = Pack(new(a.IsNegative, 0, number.High));
        return FromInteger(number.Exponent);
    }

    /// <summary>The control word for a scaled number: with full precision, and where not even an adjusted exponent fits, an answer of zero or infinity, however it would be rounded.</summary>
    private static uint ControlOfScale(int exponent, uint control)
    {
        uint unmasked = ~control & (exponent < 0 ? FloatStatus.Underflow : FloatStatus.Overflow);
        bool fits = exponent is > -Float80.Bias - ExponentAdjustment and <= Float80.Bias + ExponentAdjustment;
        return fits || unmasked == 0 ? control | FpuControl.FullPrecision : FpuControl.Initial;
    }

    /// <summary>An exact number within a register's range.</summary>
    private static Float80 Pack(in Unrounded value) => Float80.Pack(value.IsNegative, value.Exponent + Float80.Bias, value.High);

    /// <summary>The integer part of a scale, cut where every result is beyond all ranges.</summary>
    private static int ScaleOf(Float80 b)
    {
        const int Beyond = 0x1_0000;
        int exponent = b.Field - Float80.Bias;
        int magnitude = exponent < 0 ? 0 : exponent > 16 ? Beyond : (int)(b.Significand >> (63 - exponent));
        return b.IsNegative ? -magnitude : magnitude;
    }
}
