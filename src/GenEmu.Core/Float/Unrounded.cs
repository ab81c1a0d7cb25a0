using System.Numerics;
using System.Runtime.CompilerServices;

namespace GenEmu.Core.Float;

/// <summary>A number that is not 0, before rounding: ± High.Low × 2^(Exponent - 63), where High's top bit is set.</summary>
/// <remarks>
/// Low holds the next 64 bits. Whatever lies below them is ORed into its lowest bit (sticky), which is enough to round right: no format keeps
/// more than the 64 bits of High.
/// </remarks>
internal readonly struct Unrounded(bool negative, int exponent, ulong high, ulong low = 0)
{
    public readonly ulong High = high;
    public readonly ulong Low = low;
    public readonly int Exponent = exponent;
    public readonly bool IsNegative = negative;

    /// <summary>A number whose top bit may be anywhere in the two words, but not in neither.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Unrounded Normalize(bool negative, int exponent, ulong high, ulong low)
    {
        if (high == 0)
        {
            (high, low, exponent) = (low, 0, exponent - 64);
        }

        int shift = BitOperations.LeadingZeroCount(high);
        return shift == 0
            ? new(negative, exponent, high, low)
            : new(negative, exponent - shift, (high << shift) | (low >> (64 - shift)), low << shift);
    }

    /// <summary>The same number with something below its last bit, so that it rounds as inexact.</summary>
    public Unrounded Inexact() => new(IsNegative, Exponent, High, Low | 1);

    public Unrounded WithSign(bool negative) => new(negative, Exponent, High, Low);

    /// <summary>The number times 2^power.</summary>
    public Unrounded Scale(int power) => new(IsNegative, Exponent + power, High, Low);

    /// <summary>The magnitude of a number below 1 in units of 2^-128, truncated.</summary>
    public UInt128 ToFraction() => Exponent < -128 ? 0 : new UInt128(High, Low) >> (-1 - Exponent);

    /// <summary>A positive fraction in units of 2^-128, which is not 0.</summary>
    public static Unrounded FromFraction(UInt128 fraction) => Normalize(negative: false, -1, (ulong)(fraction >> 64), (ulong)fraction);

    /// <summary>a × b with all 128 bits of both, truncated.</summary>
    public static Unrounded MultiplyWide(in Unrounded a, in Unrounded b)
    {
        UInt128 product = WideMath.MultiplyHigh(new(a.High, a.Low), new(b.High, b.Low));
        return Normalize(a.IsNegative != b.IsNegative, a.Exponent + b.Exponent + 1, (ulong)(product >> 64), (ulong)product);
    }

    /// <summary>a / b with all 128 bits of both, truncated.</summary>
    public static Unrounded DivideWide(in Unrounded a, in Unrounded b)
    {
        // Halving the dividend makes it smaller than the divisor.
        UInt128 quotient = WideMath.DivideFractions(new UInt128(a.High, a.Low) >> 1, new(b.High, b.Low));
        return Normalize(a.IsNegative != b.IsNegative, a.Exponent - b.Exponent, (ulong)(quotient >> 64), (ulong)quotient);
    }

    /// <summary>a + b; false if they cancel.</summary>
    /// <remarks>If both have the same exponent and the same High, and different signs, their Lows must be 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdd(in Unrounded a, in Unrounded b, out Unrounded sum)
        => a.Exponent > b.Exponent || (a.Exponent == b.Exponent && a.High >= b.High) ? TryAddSmaller(a, b, out sum) : TryAddSmaller(b, a, out sum);

    public static Unrounded Multiply(in Unrounded a, in Unrounded b)
    {
        ulong high = Math.BigMul(a.High, b.High, out ulong low);
        bool negative = a.IsNegative != b.IsNegative;
        return (long)high < 0
            ? new(negative, a.Exponent + b.Exponent + 1, high, low)
            : new(negative, a.Exponent + b.Exponent, (high << 1) | (low >> 63), low << 1);
    }

    /// <summary>a / b; only their Highs count.</summary>
    public static Unrounded Divide(in Unrounded a, in Unrounded b)
    {
        bool negative = a.IsNegative != b.IsNegative;
        int exponent = a.Exponent - b.Exponent;
        (ulong high, ulong low) = (a.High, 0UL);
        if (high >= b.High)
        {
            (high, low) = (high >> 1, high << 63);
        }
        else
        {
            exponent--;
        }

        ulong quotient = WideMath.Divide(high, low, b.High, out ulong remainder);
        return new(negative, exponent, quotient, BelowQuotient(remainder, b.High));
    }

    /// <summary>The square root of a positive number; only its High counts.</summary>
    public static Unrounded SquareRoot(in Unrounded a)
    {
        // An odd exponent is made even: the radicand is then High << 64 instead of High << 63. Both roots have their top bit set.
        bool odd = (a.Exponent & 1) != 0;
        (ulong high, ulong low) = odd ? (a.High, 0UL) : (a.High >> 1, a.High << 63);
        ulong root = WideMath.SquareRoot(high, low, out bool exact, out bool aboveHalf);
        ulong below = exact ? 0 : aboveHalf ? Float80.IntegerBit | 1 : 1;
        return new(negative: false, a.Exponent >> 1, root, below);
    }

    /// <summary>The 64 bits below a quotient that matter: its first bit, and whether anything follows.</summary>
    public static ulong BelowQuotient(ulong remainder, ulong divisor)
    {
        if (remainder == 0)
        {
            return 0;
        }

        ulong rest = divisor - remainder;
        return remainder > rest ? Float80.IntegerBit | 1 : remainder == rest ? Float80.IntegerBit : 1;
    }

    /// <summary>Adds b, which is not larger in magnitude.</summary>
    private static bool TryAddSmaller(in Unrounded a, in Unrounded b, out Unrounded sum)
    {
        (ulong high, ulong low) = WideMath.ShiftRightSticky(b.High, b.Low, a.Exponent - b.Exponent);
        if (a.IsNegative == b.IsNegative)
        {
            low += a.Low;
            ulong carry = low < a.Low ? 1UL : 0;
            ulong total = a.High + high + carry;
            sum = total < a.High || (total == a.High && carry != 0)
                ? new(a.IsNegative, a.Exponent + 1, (total >> 1) | Float80.IntegerBit, (low >> 1) | (low & 1) | (total << 63))
                : new(a.IsNegative, a.Exponent, total, low);
            return true;
        }

        ulong borrow = a.Low < low ? 1UL : 0;
        low = a.Low - low;
        high = a.High - high - borrow;
        if ((high | low) == 0)
        {
            sum = default;
            return false;
        }

        sum = Normalize(a.IsNegative, a.Exponent, high, low);
        return true;
    }
}
