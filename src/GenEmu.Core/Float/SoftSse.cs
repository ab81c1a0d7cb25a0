namespace GenEmu.Core.Float;

/// <summary>SSE's scalar operations in software, on the bits of a single or a double: for every value, rounding and mask.</summary>
/// <remarks><see cref="Sse"/> is what instructions call; it takes the host's own arithmetic where that is known to do the same.</remarks>
internal static class SoftSse
{
    public static ulong Add(ulong left, ulong right, bool subtract, FloatFormat format, uint mxcsr, ref uint status)
    {
        var a = new SseOperand(left, format, mxcsr);
        var b = new SseOperand(right, format, mxcsr);
        if (AnswersNaN(a, b, mxcsr, ref status, out ulong answer))
        {
            return answer;
        }

        bool negative = b.IsNegative != subtract;
        if (a.IsInfinity && b.IsInfinity && a.IsNegative != negative)
        {
            return InvalidOperation(format, mxcsr, ref status);
        }

        if (StopsForDenormal(a, b, mxcsr, ref status))
        {
            return 0;
        }

        if (a.IsInfinity || b.IsInfinity)
        {
            return Infinity(format, a.IsInfinity ? a.IsNegative : negative);
        }

        bool zeroSign = a.IsNegative == negative ? negative : Mxcsr.Rounding(mxcsr) == RoundingMode.Down;
        if (b.IsZero)
        {
            return a.IsZero ? Zero(format, zeroSign) : Round(a.Unpack(), format, mxcsr, ref status);
        }

        Unrounded addend = b.Unpack();
        addend = new(negative, addend.Exponent, addend.High);
        if (a.IsZero)
        {
            return Round(addend, format, mxcsr, ref status);
        }

        return Unrounded.TryAdd(a.Unpack(), addend, out Unrounded sum)
            ? Round(sum, format, mxcsr, ref status)
            : Zero(format, Mxcsr.Rounding(mxcsr) == RoundingMode.Down);
    }

    public static ulong Multiply(ulong left, ulong right, FloatFormat format, uint mxcsr, ref uint status)
    {
        var a = new SseOperand(left, format, mxcsr);
        var b = new SseOperand(right, format, mxcsr);
        if (AnswersNaN(a, b, mxcsr, ref status, out ulong answer))
        {
            return answer;
        }

        bool infinite = a.IsInfinity || b.IsInfinity;
        bool zero = a.IsZero || b.IsZero;
        if (infinite && zero)
        {
            return InvalidOperation(format, mxcsr, ref status);
        }

        if (StopsForDenormal(a, b, mxcsr, ref status))
        {
            return 0;
        }

        bool negative = a.IsNegative != b.IsNegative;
        return infinite ? Infinity(format, negative)
            : zero ? Zero(format, negative)
            : Round(Unrounded.Multiply(a.Unpack(), b.Unpack()), format, mxcsr, ref status);
    }

    public static ulong Divide(ulong left, ulong right, FloatFormat format, uint mxcsr, ref uint status)
    {
        var a = new SseOperand(left, format, mxcsr);
        var b = new SseOperand(right, format, mxcsr);
        if (AnswersNaN(a, b, mxcsr, ref status, out ulong answer))
        {
            return answer;
        }

        if ((a.IsInfinity && b.IsInfinity) || (a.IsZero && b.IsZero))
        {
            return InvalidOperation(format, mxcsr, ref status);
        }

        bool negative = a.IsNegative != b.IsNegative;
        if (b.IsZero && !a.IsInfinity)
        {
            Raise(FloatStatus.ZeroDivide, mxcsr, ref status);
            return Infinity(format, negative);
        }

        if (StopsForDenormal(a, b, mxcsr, ref status))
        {
            return 0;
        }

        return a.IsInfinity ? Infinity(format, negative)
            : b.IsInfinity || a.IsZero ? Zero(format, negative)
            : Round(Unrounded.Divide(a.Unpack(), b.Unpack()), format, mxcsr, ref status);
    }

    public static ulong SquareRoot(ulong value, FloatFormat format, uint mxcsr, ref uint status)
    {
        var a = new SseOperand(value, format, mxcsr);
        if (AnswersNaN(a, a, mxcsr, ref status, out ulong answer))
        {
            return answer;
        }

        if (a.IsZero)
        {
            return a.Bits;
        }

        if (a.IsNegative)
        {
            return InvalidOperation(format, mxcsr, ref status);
        }

        return a.IsInfinity || StopsForDenormal(a, a, mxcsr, ref status) ? a.Bits : Round(Unrounded.SquareRoot(a.Unpack()), format, mxcsr, ref status);
    }

    /// <summary>The order of two values: -1, 0, 1, or null for unordered; what NaNs and denormals raise.</summary>
    public static int? Order(ulong left, ulong right, bool quietRaises, FloatFormat format, uint mxcsr, ref uint status)
    {
        var a = new SseOperand(left, format, mxcsr);
        var b = new SseOperand(right, format, mxcsr);
        if (a.IsNaN || b.IsNaN)
        {
            if (quietRaises || a.IsSignaling || b.IsSignaling)
            {
                Raise(FloatStatus.Invalid, mxcsr, ref status);
            }

            return null;
        }

        _ = StopsForDenormal(a, b, mxcsr, ref status);
        if ((a.IsZero && b.IsZero) || a.Bits == b.Bits)
        {
            return 0;
        }

        return a.IsNegative != b.IsNegative ? (a.IsNegative ? -1 : 1) : (a.Bits < b.Bits) != a.IsNegative ? -1 : 1;
    }

    /// <summary>To the other format.</summary>
    public static ulong Convert(ulong value, FloatFormat from, FloatFormat to, uint mxcsr, ref uint status)
    {
        var a = new SseOperand(value, from, mxcsr);
        if (a.IsNaN)
        {
            if (a.IsSignaling)
            {
                Raise(FloatStatus.Invalid, mxcsr, ref status);
            }

            return SseOperand.Pack(to, a.IsNegative, to.SpecialField, a.Fraction | Float80.QuietBit);
        }

        if (a.IsInfinity || a.IsZero)
        {
            return a.IsZero ? Zero(to, a.IsNegative) : Infinity(to, a.IsNegative);
        }

        return StopsForDenormal(a, a, mxcsr, ref status) ? 0 : Round(a.Unpack(), to, mxcsr, ref status);
    }

    /// <summary>To a two's complement number of 32 or 64 bits; what does not fit is the integer indefinite, 800…0h, with IE.</summary>
    public static ulong ToInteger(ulong value, int bits, RoundingMode mode, FloatFormat format, uint mxcsr, ref uint status)
    {
        var a = new SseOperand(value, format, mxcsr);
        ulong indefinite = 1UL << (bits - 1);
        if (a.Exponent <= 63)
        {
            (ulong magnitude, ulong cut) = WideMath.ShiftRightSticky(a.Significand, 0, 63 - a.Exponent);
            magnitude += Rounding.RoundsUp(a.IsNegative, (magnitude & 1) != 0, cut, mode) ? 1UL : 0;
            if (magnitude <= indefinite - (a.IsNegative ? 0UL : 1))
            {
                if (cut != 0)
                {
                    Raise(FloatStatus.Precision, mxcsr, ref status);
                }

                return (a.IsNegative ? 0UL - magnitude : magnitude) & (ulong.MaxValue >> (64 - bits));
            }
        }

        Raise(FloatStatus.Invalid, mxcsr, ref status);
        return indefinite;
    }

    /// <summary>From a two's complement number.</summary>
    public static ulong FromInteger(long value, FloatFormat format, uint mxcsr, ref uint status)
        => value == 0 ? 0 : Round(Unrounded.Normalize(value < 0, 63, value < 0 ? 0UL - (ulong)value : (ulong)value, 0), format, mxcsr, ref status);

    /// <summary>Sets an exception's flag, and <see cref="FloatStatus.NoResult"/> if it is not masked.</summary>
    internal static void Raise(uint exception, uint mxcsr, ref uint status)
        => status |= exception | ((exception & ~Mxcsr.Masks(mxcsr)) != 0 ? FloatStatus.NoResult : 0);

    private static ulong Round(in Unrounded value, FloatFormat format, uint mxcsr, ref uint status)
    {
        uint masks = Mxcsr.Masks(mxcsr);
        uint found = 0;
        Rounding.Result result = Rounding.Round(value, format, Mxcsr.Rounding(mxcsr), masks & ~FloatStatus.Underflow, ref found);
        if ((found & FloatStatus.Underflow) != 0)
        {
            // Tiny. Whether it is also inexact counts only if UE is masked and nothing is flushed.
            if ((masks & FloatStatus.Underflow) != 0)
            {
                if ((mxcsr & Mxcsr.FlushToZero) != 0)
                {
                    Raise(FloatStatus.Underflow | FloatStatus.Precision, mxcsr, ref status);
                    return Zero(format, value.IsNegative);
                }

                found = 0;
                result = Rounding.Round(value, format, Mxcsr.Rounding(mxcsr), masks, ref found);
            }
        }

        Raise(found & FloatStatus.Exceptions, mxcsr, ref status);
        return SseOperand.Pack(format, value.IsNegative, result.Field & format.SpecialField, result.Significand);
    }

    /// <summary>SDM vol. 1, table 4-7: the first operand, if that is a NaN, else the second.</summary>
    private static bool AnswersNaN(in SseOperand a, in SseOperand b, uint mxcsr, ref uint status, out ulong answer)
    {
        answer = 0;
        if (!a.IsNaN && !b.IsNaN)
        {
            return false;
        }

        if (a.IsSignaling || b.IsSignaling)
        {
            Raise(FloatStatus.Invalid, mxcsr, ref status);
        }

        answer = a.IsNaN ? a.Quiet() : b.Quiet();
        return true;
    }

    private static bool StopsForDenormal(in SseOperand a, in SseOperand b, uint mxcsr, ref uint status)
    {
        if (!a.IsDenormal && !b.IsDenormal)
        {
            return false;
        }

        Raise(FloatStatus.Denormal, mxcsr, ref status);
        return (status & FloatStatus.NoResult) != 0;
    }

    private static ulong InvalidOperation(FloatFormat format, uint mxcsr, ref uint status)
    {
        Raise(FloatStatus.Invalid, mxcsr, ref status);
        return SseOperand.Pack(format, negative: true, format.SpecialField, Float80.QuietBit);
    }

    private static ulong Zero(FloatFormat format, bool negative) => SseOperand.Pack(format, negative, 0, 0);

    private static ulong Infinity(FloatFormat format, bool negative) => SseOperand.Pack(format, negative, format.SpecialField, 0);
}
