using System.Numerics;

namespace GenEmu.Core.Float;

/// <content>Conversions between the register format, and integers and shorter formats.</content>
internal static partial class Fpu
{
    private const ulong IntegerIndefinite = 1UL << 63;

    /// <summary>FILD, and the integer operand of FIADD and its like: exact.</summary>
    public static Float80 FromInteger(long value)
    {
        if (value == 0)
        {
            return default;
        }

        ulong magnitude = value < 0 ? 0UL - (ulong)value : (ulong)value;
        int shift = BitOperations.LeadingZeroCount(magnitude);
        return Float80.Pack(value < 0, Float80.Bias + 63 - shift, magnitude << shift);
    }

    /// <summary>A single as an operand of arithmetic: exact, a signaling NaN stays one, and a denormal is marked in the status for the operation that follows.</summary>
    public static Float80 Widen(uint single, ref uint status)
        => Widen(single >> 31 != 0, (int)(single >> 23) & 0xFF, (ulong)single << 41 >> 1, FloatFormat.Single, ref status);

    /// <summary>A double as an operand of arithmetic: exact, a signaling NaN stays one, and a denormal is marked in the status for the operation that follows.</summary>
    public static Float80 Widen(ulong value, ref uint status)
        => Widen(value >> 63 != 0, (int)(value >> 52) & 0x7FF, value << 12 >> 1, FloatFormat.Double, ref status);

    /// <summary>FLD of a single: with DE for a denormal, IE for a signaling NaN.</summary>
    public static Float80 Load(uint single, uint control, ref uint status) => Loaded(Widen(single, ref status), control, ref status);

    /// <summary>FLD of a double: with DE for a denormal, IE for a signaling NaN.</summary>
    public static Float80 Load(ulong value, uint control, ref uint status) => Loaded(Widen(value, ref status), control, ref status);

    /// <summary>FST to a single.</summary>
    public static uint ToSingle(Float80 a, uint control, ref uint status)
    {
        (int field, ulong significand) = Narrow(a, FloatFormat.Single, control, ref status, out bool negative);
        return (negative ? 1U << 31 : 0) | ((uint)field << 23) | ((uint)(significand >> 40) & 0x7F_FFFF);
    }

    /// <summary>FST to a double.</summary>
    public static ulong ToDouble(Float80 a, uint control, ref uint status)
    {
        (int field, ulong significand) = Narrow(a, FloatFormat.Double, control, ref status, out bool negative);
        return (negative ? 1UL << 63 : 0) | ((ulong)field << 52) | ((significand >> 11) & 0xF_FFFF_FFFF_FFFF);
    }

    /// <summary>FIST: a two's complement number of 16, 32 or 64 bits, in the low bits. What does not fit is the integer indefinite, 800…0h, with IE.</summary>
    public static ulong ToInteger(Float80 a, int bits, uint control, ref uint status) => ToInteger(a, bits, FpuControl.Rounding(control), control, ref status);

    /// <summary>FISTTP (SSE3): rounds to zero, whatever the control word says.</summary>
    public static ulong ToIntegerTruncated(Float80 a, int bits, uint control, ref uint status) => ToInteger(a, bits, RoundingMode.Zero, control, ref status);

    private static ulong ToInteger(Float80 a, int bits, RoundingMode mode, uint control, ref uint status)
    {
        ulong clean = ulong.MaxValue >> (64 - bits);
        if (TryRoundToInteger(a, mode, out ulong magnitude, ref status) && magnitude <= (IntegerIndefinite >> (64 - bits)) - (a.IsNegative ? 0UL : 1))
        {
            return (a.IsNegative ? 0UL - magnitude : magnitude) & clean;
        }

        status &= ~(FloatStatus.Precision | FloatStatus.C1);
        Raise(FloatStatus.Invalid, control, ref status);
        return IntegerIndefinite >> (64 - bits);
    }

    /// <summary>The magnitude of a number, rounded to an integer of 64 bits; false if it is no number or does not fit.</summary>
    private static bool TryRoundToInteger(Float80 a, RoundingMode mode, out ulong magnitude, ref uint status)
    {
        magnitude = 0;
        int exponent = Math.Max(a.Field, 1) - Float80.Bias;
        if (a.IsUnsupported || exponent > 63)
        {
            return false;
        }

        (magnitude, ulong cut) = WideMath.ShiftRightSticky(a.Significand, 0, 63 - exponent);
        if (cut == 0)
        {
            return true;
        }

        status |= FloatStatus.Precision;
        if (Rounding.RoundsUp(a.IsNegative, (magnitude & 1) != 0, cut, mode))
        {
            status |= FloatStatus.C1;
            magnitude++;            // cannot wrap: with a fraction, the integer part has less than 64 bits
        }

        return true;
    }

    private static Float80 Widen(bool negative, int field, ulong fraction, FloatFormat format, ref uint status)
    {
        if (field == (2 * format.MaxExponent) + 1)
        {
            return Float80.Pack(negative, Float80.MaxField, Float80.IntegerBit | fraction);
        }

        if (field != 0)
        {
            return Float80.Pack(negative, field - format.MaxExponent + Float80.Bias, Float80.IntegerBit | fraction);
        }

        if (fraction == 0)
        {
            return Float80.Zero(negative);
        }

        status |= FloatStatus.WidenedDenormal;
        int shift = BitOperations.LeadingZeroCount(fraction);
        return Float80.Pack(negative, format.MinExponent - shift + Float80.Bias, fraction << shift);
    }

    private static Float80 Loaded(Float80 widened, uint control, ref uint status)
    {
        if (widened.IsSignaling)
        {
            Raise(FloatStatus.Invalid, control, ref status);
            return widened.Quiet();
        }

        // Even if DE is not masked, the value is pushed: it is exact.
        if ((status & FloatStatus.WidenedDenormal) != 0)
        {
            status |= FloatStatus.Denormal;
        }

        return widened;
    }

    private static (int Field, ulong Significand) Narrow(Float80 a, FloatFormat format, uint control, ref uint status, out bool negative)
    {
        negative = a.IsNegative;
        int special = (2 * format.MaxExponent) + 1;
        if (a.IsZero)
        {
            return (0, 0);
        }

        if (a.IsInfinity)
        {
            return (special, Float80.IntegerBit);
        }

        if (AnswersNaN(a, control, ref status, out Float80 answer))
        {
            negative = answer.IsNegative;
            return (special, answer.Significand);
        }

        // Storing raises no DE (SDM vol. 2, FST).
        Rounding.Result result = Rounding.Round(Unpack(a), format, FpuControl.Rounding(control), control, ref status);
        if ((status & ~control & (FloatStatus.Overflow | FloatStatus.Underflow)) != 0)
        {
            // A memory operand has no exponent that could be adjusted; and that the result is inexact is then ignored (SDM vol. 1, 8.5.6).
            status = (status & ~(FloatStatus.Precision | FloatStatus.C1)) | FloatStatus.NoResult;
        }

        return (result.Field, result.Significand);
    }
}
