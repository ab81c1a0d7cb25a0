using System.Runtime.CompilerServices;
using GenEmu.Core.Execution;

namespace GenEmu.Core.Float;

/// <summary>Rounds to a format, with overflow and underflow (SDM vol. 1, 4.9.1.4 to 4.9.1.6). Tininess is detected after rounding, as on every x86.</summary>
internal static class Rounding
{
    /// <summary>A rounded number of a format: the significand with its integer bit at bit 63, and the biased exponent.</summary>
    internal readonly struct Result(int field, ulong significand)
    {
        /// <summary>0 for denormals and zeros, <see cref="FloatFormat"/>'s largest + 1 for infinities; with an unmasked overflow or underflow it can be anything.</summary>
        public readonly int Field = field;
        public readonly ulong Significand = significand;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Result Round(in Unrounded value, FloatFormat format, RoundingMode mode, uint masks, ref uint status)
    {
        ulong significand = RoundBits(value, value.High, value.Low, format.Precision, mode, out bool carried, ref status);
        int exponent = value.Exponent + (carried ? 1 : 0);
        if (exponent >= format.MinExponent && exponent <= format.MaxExponent)
        {
            return new(exponent + format.MaxExponent, significand);
        }

        return exponent < format.MinExponent
            ? Tiny(value, exponent, significand, format, mode, masks, ref status)
            : Huge(value, exponent, significand, format, mode, masks, ref status);
    }

    /// <summary>Whether a magnitude whose last kept bit is <paramref name="odd"/> goes up by one, for what was cut off: a fraction of 64 bits and a sticky bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool RoundsUp(bool negative, bool odd, ulong cut, RoundingMode mode) => mode switch
    {
        RoundingMode.NearestEven => cut > Float80.IntegerBit || (cut == Float80.IntegerBit && odd),
        RoundingMode.Down => negative && cut != 0,
        RoundingMode.Up => !negative && cut != 0,
        _ => false,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RoundBits(in Unrounded value, ulong high, ulong low, int precision, RoundingMode mode, out bool carried, ref uint status)
    {
        carried = false;
        int drop = 64 - precision;
        ulong cut = low;
        if (drop != 0)
        {
            cut = (high << precision) | WideMath.Sticky(low);
            high = (high >> drop) << drop;
        }

        if (cut == 0)
        {
            return high;
        }

        status |= FloatStatus.Precision;
        if (RoundsUp(value.IsNegative, ((high >> drop) & 1) != 0, cut, mode))
        {
            status |= FloatStatus.C1;
            ulong before = high;
            high += 1UL << drop;
            if (high < before)
            {
                carried = true;
                high = Float80.IntegerBit;
            }
        }

        return high;
    }

    [MethodImpl(Compile.OutOfLine)]
    private static Result Tiny(in Unrounded value, int exponent, ulong significand, FloatFormat format, RoundingMode mode, uint masks, ref uint status)
    {
        if ((masks & FloatStatus.Underflow) == 0)
        {
            status |= FloatStatus.Underflow;
            return new(exponent + format.MaxExponent, significand);
        }

        status &= ~(FloatStatus.Precision | FloatStatus.C1);
        (ulong high, ulong low) = WideMath.ShiftRightSticky(value.High, value.Low, format.MinExponent - value.Exponent);
        ulong denormal = RoundBits(value, high, low, format.Precision, mode, out _, ref status);
        if ((status & FloatStatus.Precision) != 0)
        {
            status |= FloatStatus.Underflow;
        }

        return new((long)denormal < 0 ? 1 : 0, denormal);
    }

    [MethodImpl(Compile.OutOfLine)]
    private static Result Huge(in Unrounded value, int exponent, ulong significand, FloatFormat format, RoundingMode mode, uint masks, ref uint status)
    {
        status |= FloatStatus.Overflow;
        if ((masks & FloatStatus.Overflow) == 0)
        {
            return new(exponent + format.MaxExponent, significand);
        }

        status = (status | FloatStatus.Precision) & ~FloatStatus.C1;
        bool toInfinity = mode == RoundingMode.NearestEven || mode == (value.IsNegative ? RoundingMode.Down : RoundingMode.Up);
        if (toInfinity)
        {
            status |= FloatStatus.C1;
            return new((2 * format.MaxExponent) + 1, Float80.IntegerBit);
        }

        return new(2 * format.MaxExponent, ulong.MaxValue << (64 - format.Precision));
    }
}
