namespace GenEmu.Core.Float;

/// <content>Partial remainders.</content>
internal static partial class Fpu
{
    /// <summary>An exponent difference that is reduced to the end in one instruction.</summary>
    private const int FullReduction = 64;

    /// <summary>FPREM: a - q b, q truncated, with the quotient's low bits in C0, C3 and C1; or, if a is far larger, a step on the way there, with C2.</summary>
    public static Float80 Remainder(Float80 a, Float80 b, uint control, ref uint status) => Remainder(a, b, toNearest: false, control, ref status);

    /// <summary>FPREM1: as <see cref="Remainder(Float80, Float80, uint, ref uint)"/>, but the quotient is rounded to nearest, as IEEE 754 has it.</summary>
    public static Float80 RemainderToNearest(Float80 a, Float80 b, uint control, ref uint status) => Remainder(a, b, toNearest: true, control, ref status);

    private static Float80 Remainder(Float80 a, Float80 b, bool toNearest, uint control, ref uint status)
    {
        if (AnswersNaN(a, b, control, ref status, out Float80 answer))
        {
            return answer;
        }

        if (a.IsInfinity || b.IsZero)
        {
            return InvalidOperation(control, ref status);
        }

        if (StopsForDenormal(a, b, control, ref status) || a.IsZero)
        {
            return a;
        }

        if (b.IsInfinity)
        {
            return RoundFull(Unpack(a), control, ref status);
        }

        Unrounded dividend = Unpack(a);
        Unrounded divisor = Unpack(b);
        int distance = dividend.Exponent - divisor.Exponent;
        if (distance >= FullReduction)
        {
            // The SDM lets a step reduce the exponent by 32 to 63; this is the step that processors take.
            int step = (distance & 31) | 32;
            status |= FloatStatus.C2;
            (ulong partial, _) = Reduce(dividend.High, divisor.High, step);
            return Left(a.IsNegative, divisor.Exponent + distance - step, partial, control, ref status);
        }

        if (distance < -1 || (distance < 0 && !toNearest))
        {
            return RoundFull(dividend, control, ref status);
        }

        return LastStep(a, dividend, divisor, distance, toNearest, control, ref status);
    }

    private static Float80 LastStep(Float80 a, in Unrounded dividend, in Unrounded divisor, int distance, bool toNearest, uint control, ref uint status)
    {
        // With distance -1 the quotient is 0, and the dividend may still be above half of the divisor.
        (ulong rest, ulong quotient) = distance < 0 ? (dividend.High, 0UL) : Reduce(dividend.High, divisor.High, distance);
        int exponent = distance < 0 ? dividend.Exponent : divisor.Exponent;
        bool negative = a.IsNegative;
        if (toNearest)
        {
            // In units of the dividend's last bit, a distance of -1 makes the divisor twice as long.
            UInt128 modulus = distance < 0 ? (UInt128)divisor.High << 1 : divisor.High;
            UInt128 twice = (UInt128)rest << 1;
            if (twice > modulus || (twice == modulus && (quotient & 1) != 0))
            {
                rest = (ulong)(modulus - rest);
                negative = !negative;
                quotient++;
            }
        }

        Float80 result = Left(negative, exponent, rest, control, ref status);
        status |= QuotientBits(quotient);
        return result;
    }

    /// <summary>The remainder and the low bits of the quotient of (dividend &lt;&lt; shift) by a divisor.</summary>
    private static (ulong Remainder, ulong Quotient) Reduce(ulong dividend, ulong divisor, int shift)
    {
        ulong first = dividend >= divisor ? 1UL : 0;
        ulong rest = dividend - (first * divisor);
        if (shift == 0)
        {
            return (rest, first);
        }

        // rest < divisor, so the quotient of (rest << shift) fits into 64 bits.
        ulong quotient = WideMath.Divide(rest >> (64 - shift), rest << shift, divisor, out ulong remainder);
        return (remainder, (first << shift) | quotient);
    }

    private static Float80 Left(bool negative, int exponent, ulong rest, uint control, ref uint status)
        => rest == 0 ? Float80.Zero(negative) : RoundFull(Unrounded.Normalize(negative, exponent, rest, 0), control, ref status);

    private static uint QuotientBits(ulong quotient)
        => ((quotient & 4) != 0 ? FloatStatus.C0 : 0) | ((quotient & 2) != 0 ? FloatStatus.C3 : 0) | ((quotient & 1) != 0 ? FloatStatus.C1 : 0);
}
