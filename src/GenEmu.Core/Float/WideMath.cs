using System.Runtime.CompilerServices;

namespace GenEmu.Core.Float;

/// <summary>Integer arithmetic on pairs of 64-bit words.</summary>
internal static class WideMath
{
    /// <summary>high:low &gt;&gt; count; the bits that fall out are ORed into the lowest one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ulong High, ulong Low) ShiftRightSticky(ulong high, ulong low, int count) => count switch
    {
        0 => (high, low),
        < 64 => (high >> count, (high << (64 - count)) | (low >> count) | Sticky(low << (64 - count))),
        64 => (0, high | Sticky(low)),
        < 128 => (0, (high >> (count - 64)) | Sticky((high << (128 - count)) | low)),
        _ => (0, Sticky(high | low)),
    };

    /// <summary>1 if anything is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Sticky(ulong bits) => bits != 0 ? 1UL : 0;

    /// <summary>The quotient of high:low by a divisor whose top bit is set and which is above high.</summary>
    /// <remarks>Two steps of schoolbook division with 32-bit digits (Knuth, vol. 2, 4.3.1, algorithm D): the host has no 128-bit division that .NET reaches.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Divide(ulong high, ulong low, ulong divisor, out ulong remainder)
    {
        ulong first = Digit(high, low >> 32, divisor, out ulong rest);
        ulong second = Digit(rest, low & uint.MaxValue, divisor, out remainder);
        return (first << 32) | second;
    }

    /// <summary>The upper half of a 256-bit product.</summary>
    public static UInt128 MultiplyHigh(UInt128 a, UInt128 b)
    {
        (ulong aHigh, ulong aLow) = ((ulong)(a >> 64), (ulong)a);
        (ulong bHigh, ulong bLow) = ((ulong)(b >> 64), (ulong)b);
        ulong high = Math.BigMul(aHigh, bHigh, out ulong low);
        ulong cross1 = Math.BigMul(aHigh, bLow, out ulong cross1Low);
        ulong cross2 = Math.BigMul(aLow, bHigh, out ulong cross2Low);
        ulong bottom = Math.BigMul(aLow, bLow, out _);
        ulong middle = cross1Low + cross2Low;
        ulong carry = middle < cross1Low ? 1UL : 0;
        middle += bottom;
        carry += middle < bottom ? 1UL : 0;
        return new UInt128(high, low) + cross1 + cross2 + carry;
    }

    /// <summary>floor(a 2^128 / b), where a &lt; b and b's top bit is set.</summary>
    public static UInt128 DivideFractions(UInt128 a, UInt128 b)
    {
        ulong first = WideDigit(a, b, out UInt128 rest);
        ulong second = WideDigit(rest, b, out _);
        return new(first, second);
    }

    /// <summary>The integer square root of high:low, which is at least 2^126.</summary>
    /// <param name="high">The upper word.</param>
    /// <param name="low">The lower word.</param>
    /// <param name="exact">Whether it is a square.</param>
    /// <param name="aboveHalf">Whether the true root's fraction is above one half; it cannot be one half.</param>
    public static ulong SquareRoot(ulong high, ulong low, out bool exact, out bool aboveHalf)
    {
        // 52 good bits from the host, whose square root is correctly rounded everywhere; one Newton step doubles them. What is then left is an error of one or two.
        const double TwoTo32 = 4294967296.0;
        const double TwoTo64 = TwoTo32 * TwoTo32;
        double estimate = Math.Sqrt(high) * TwoTo32;
        ulong root = estimate >= TwoTo64 ? ulong.MaxValue : (ulong)estimate;
        Int128 error = (Int128)(new UInt128(high, low) - ((UInt128)root * root));
        root = AddSaturated(root, (long)((double)error / (2.0 * root)));
        var square = (UInt128)root * root;
        var radicand = new UInt128(high, low);
        while (square > radicand)
        {
            root--;
            square = (UInt128)root * root;
        }

        UInt128 rest = radicand - square;
        while (rest > (UInt128)root * 2)
        {
            rest -= ((UInt128)root * 2) + 1;
            root++;
        }

        exact = rest == 0;
        aboveHalf = rest > root;
        return root;
    }

    /// <summary>The 32-bit quotient of (rest:next) by a normalised divisor above rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Digit(ulong rest, ulong next, ulong divisor, out ulong remainder)
    {
        ulong top = divisor >> 32;
        ulong bottom = divisor & uint.MaxValue;
        ulong digit = rest / top;
        ulong left = rest - (digit * top);
        while (digit > uint.MaxValue || digit * bottom > ((left << 32) | next))
        {
            digit--;
            left += top;
            if (left > uint.MaxValue)
            {
                break;
            }
        }

        remainder = (rest << 32) + next - (digit * divisor);
        return digit;
    }

    /// <summary>floor(rest 2^64 / divisor), a digit of 64 bits; the step of <see cref="Digit"/> one size up.</summary>
    private static ulong WideDigit(UInt128 rest, UInt128 divisor, out UInt128 remainder)
    {
        var top = (ulong)(divisor >> 64);
        var bottom = (ulong)divisor;
        var high = (ulong)(rest >> 64);
        ulong digit = ulong.MaxValue;
        UInt128 left;
        if (high >= top)
        {
            left = rest - ((UInt128)digit * top);
        }
        else
        {
            digit = Divide(high, (ulong)rest, top, out ulong small);
            left = small;
        }

        while (left <= ulong.MaxValue && (UInt128)digit * bottom > left << 64)
        {
            digit--;
            left += top;
        }

        remainder = (rest << 64) - ((UInt128)digit * divisor);
        return digit;
    }

    private static ulong AddSaturated(ulong value, long change)
    {
        ulong sum = value + (ulong)change;
        return change >= 0 && sum < value ? ulong.MaxValue : sum;
    }
}
