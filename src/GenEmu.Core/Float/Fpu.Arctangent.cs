namespace GenEmu.Core.Float;

/// <content>FPATAN.</content>
internal static partial class Fpu
{
    private const int ArctangentSteps = 16;

    /// <summary>FPATAN: the angle of the point (x, y), between -π and π; y is ST(1), x the top.</summary>
    public static Float80 Arctangent(Float80 y, Float80 x, uint control, ref uint status)
    {
        if (AnswersNaN(x, y, control, ref status, out Float80 answer))
        {
            return answer;
        }

        if (StopsForDenormal(x, y, control, ref status))
        {
            return y;
        }

        if (y.IsInfinity)
        {
            Unrounded diagonal = x.IsNegative ? Constants.ThreeQuarterPi : Constants.QuarterPi;
            return RoundFull((x.IsInfinity ? diagonal : Constants.HalfPi).WithSign(y.IsNegative), control, ref status);
        }

        if (y.IsZero || x.IsInfinity)
        {
            return x.IsNegative ? RoundFull(Constants.Pi.WithSign(y.IsNegative), control, ref status) : Float80.Zero(y.IsNegative);
        }

        if (x.IsZero)
        {
            return RoundFull(Constants.HalfPi.WithSign(y.IsNegative), control, ref status);
        }

        return RoundFull(AngleOf(Unpack(y), Unpack(x)), control, ref status);
    }

    /// <summary>The angle of a point off both axes.</summary>
    private static Unrounded AngleOf(in Unrounded y, in Unrounded x)
    {
        Unrounded height = y.WithSign(negative: false);
        Unrounded width = x.WithSign(negative: false);
        bool steep = height.Exponent > width.Exponent || (height.Exponent == width.Exponent && height.High > width.High);
        Unrounded angle = steep ? ArctangentOfQuotient(width, height) : ArctangentOfQuotient(height, width);
        if (steep)
        {
            angle = Difference(Constants.HalfPi, angle);
        }

        if (x.IsNegative)
        {
            angle = Difference(Constants.Pi, angle);
        }

        return angle.WithSign(y.IsNegative).Inexact();
    }

    /// <summary>atan(a / b), where 0 &lt; a ≤ b.</summary>
    private static Unrounded ArctangentOfQuotient(in Unrounded a, in Unrounded b)
    {
        Unrounded quotient = Unrounded.DivideWide(a, b);
        if (quotient.Exponent >= 0)
        {
            return Constants.QuarterPi;
        }

        // atan q = atan c + atan t, where c is the nearest sixteenth and t = (q - c) / (1 + q c).
        UInt128 q = quotient.ToFraction();
        int step = ((int)(q >> 123) + 1) >> 1;
        if (step == 0)
        {
            return ArctangentOfSmall(quotient, q);
        }

        UInt128 c = (UInt128)(uint)step << 124;             // 0 stands for 1 in the last step, and subtraction does not care
        bool below = step == ArctangentSteps || q < c;
        UInt128 distance = below ? c - q : q - c;
        if (distance == 0)
        {
            return Unrounded.FromFraction(Constants.Arctangents[step]);
        }

        UInt128 denominator = (UInt128.One << 127) + (step == ArctangentSteps ? q >> 1 : WideMath.MultiplyHigh(q, c) >> 1);
        UInt128 t = WideMath.DivideFractions(distance >> 1, denominator);
        Unrounded small = ArctangentOfSmall(Unrounded.FromFraction(t | 1), t);
        UInt128 correction = small.ToFraction();
        UInt128 sum = below ? Constants.Arctangents[step] - correction : Constants.Arctangents[step] + correction;
        return Unrounded.FromFraction(sum);
    }

    /// <summary>atan t for t ≤ 1/32, given as a number and as a fraction.</summary>
    private static Unrounded ArctangentOfSmall(in Unrounded t, UInt128 fraction)
        => Unrounded.MultiplyWide(t, Series.OneMinus(Series.Alternating(WideMath.MultiplyHigh(fraction, fraction), Series.Arctangent)));

    /// <summary>a - b, which are positive and far enough apart.</summary>
    private static Unrounded Difference(in Unrounded a, in Unrounded b)
    {
        _ = Unrounded.TryAdd(a, b.WithSign(negative: true), out Unrounded difference);
        return difference;
    }
}
