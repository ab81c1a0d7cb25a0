namespace GenEmu.Core.Float;

/// <content>Trigonometric functions: correctly rounded in all cases that are tested, by the true π. Precision control does not apply (SDM vol. 1, 8.1.5.2).</content>
internal static partial class Fpu
{
    /// <summary>The first angle that is out of range is 2^63.</summary>
    private const int LargestAngle = Float80.Bias + 63;

    /// <summary>FSIN. An angle out of range sets C2, and there is no result.</summary>
    public static Float80 Sine(Float80 a, uint control, ref uint status)
        => AnswersWithoutAngle(a, ofZero: a, control, ref status, out Float80 answer) ? answer : RoundFull(new Angle(Unpack(a)).Sine.Inexact(), control, ref status);

    /// <summary>FCOS. An angle out of range sets C2, and there is no result.</summary>
    public static Float80 Cosine(Float80 a, uint control, ref uint status)
        => AnswersWithoutAngle(a, Float80.One, control, ref status, out Float80 answer) ? answer : RoundFull(new Angle(Unpack(a)).Cosine.Inexact(), control, ref status);

    /// <summary>FSINCOS: the sine, for ST(1) at last, and the cosine, for the top. An angle out of range sets C2, and there is no result.</summary>
    public static Float80 SineAndCosine(Float80 a, uint control, ref uint status, out Float80 cosine)
    {
        if (AnswersWithoutAngle(a, ofZero: a, control, ref status, out Float80 answer))
        {
            cosine = a.IsZero ? Float80.One : answer;
            return answer;
        }

        var angle = new Angle(Unpack(a));
        Float80 sine = RoundFull(angle.Sine.Inexact(), control, ref status);
        uint cosineStatus = 0;
        cosine = RoundFull(angle.Cosine.Inexact(), control, ref cosineStatus);
        status = (status & ~FloatStatus.C1) | cosineStatus;
        return sine;
    }

    /// <summary>FPTAN: the tangent, for ST(1) at last; the top becomes 1, or the same NaN. An angle out of range sets C2, and there is no result.</summary>
    public static Float80 Tangent(Float80 a, uint control, ref uint status)
    {
        if (AnswersWithoutAngle(a, ofZero: a, control, ref status, out Float80 answer))
        {
            return answer;
        }

        var angle = new Angle(Unpack(a));
        return RoundFull(Unrounded.DivideWide(angle.Sine, angle.Cosine).Inexact(), control, ref status);
    }

    private static bool AnswersWithoutAngle(Float80 a, Float80 ofZero, uint control, ref uint status, out Float80 answer)
    {
        if (AnswersNaN(a, control, ref status, out answer))
        {
            return true;
        }

        if (a.IsInfinity)
        {
            answer = InvalidOperation(control, ref status);
            return true;
        }

        if (a.IsZero)
        {
            answer = ofZero;
            return true;
        }

        if (a.Field >= LargestAngle)
        {
            status |= FloatStatus.C2 | FloatStatus.NoResult;
            return true;
        }

        return StopsForDenormal(a.IsDenormal, control, ref status);
    }

    /// <summary>Rounds to all 64 bits, whatever precision control says.</summary>
    private static Float80 RoundFull(in Unrounded value, uint control, ref uint status) => Round(value, control | FpuControl.FullPrecision, ref status);
}
