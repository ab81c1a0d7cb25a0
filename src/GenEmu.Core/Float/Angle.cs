using System.Numerics;

namespace GenEmu.Core.Float;

/// <summary>An angle reduced to a quadrant and a remainder of at most π/4 in magnitude.</summary>
/// <remarks>
/// The reduction is by the true π. Intel's processors reduce by a π of 66 bits, and so are wrong in more and more bits near multiples of π (SDM vol. 1, 8.3.8,
/// says so); the last bit that is right is what a program can want.
/// </remarks>
internal readonly struct Angle
{
    /// <summary>Which multiple of π/2 is nearest; only the low two bits count.</summary>
    private readonly uint _quadrant;

    /// <summary>The distance from it, which is never 0 for an angle that is not.</summary>
    private readonly Unrounded _remainder;

    /// <summary>Reduces an angle that is not 0, below 2^63.</summary>
    public Angle(in Unrounded angle)
    {
        if (angle.Exponent < -1)
        {
            _quadrant = 0;
            _remainder = angle;
            return;
        }

        (ulong integer, ulong high, ulong middle, ulong low) = QuarterTurns(angle);
        bool beyondHalf = (long)high < 0;
        if (beyondHalf)
        {
            integer++;
            (high, middle, low) = (~high, ~middle, ~low);
        }

        Unrounded fraction = Normalize(high, middle, low);
        _quadrant = (uint)(angle.IsNegative ? 0UL - integer : integer);
        _remainder = Unrounded.MultiplyWide(fraction, Constants.HalfPi).WithSign(beyondHalf != angle.IsNegative);
    }

    public Unrounded Sine => Negate((_quadrant & 1) == 0 ? SineOfRemainder : CosineOfRemainder, (_quadrant & 2) != 0);

    public Unrounded Cosine => Negate((_quadrant & 1) == 0 ? CosineOfRemainder : SineOfRemainder, ((_quadrant + 1) & 2) != 0);

    private UInt128 Square
    {
        get
        {
            UInt128 fraction = _remainder.ToFraction();
            return WideMath.MultiplyHigh(fraction, fraction);
        }
    }

    private Unrounded SineOfRemainder
        => Unrounded.MultiplyWide(_remainder, Series.OneMinus(Series.Alternating(Square, Series.Sine)));

    private Unrounded CosineOfRemainder => Series.OneMinus(Series.Alternating(Square, Series.Cosine));

    private static Unrounded Negate(in Unrounded value, bool negate) => value.WithSign(value.IsNegative != negate);

    /// <summary>|angle| × 2/π: its integer part, and the first 192 bits of its fraction.</summary>
    private static (ulong Integer, ulong High, ulong Middle, ulong Low) QuarterTurns(in Unrounded angle)
    {
        ReadOnlySpan<ulong> factor = Constants.TwoOverPi;
        ulong w4 = Math.BigMul(angle.High, factor[0], out ulong w3);
        ulong carry = Math.BigMul(angle.High, factor[1], out ulong w2);
        w4 += AddTo(ref w3, carry);
        carry = Math.BigMul(angle.High, factor[2], out ulong w1);
        w4 += AddTo(ref w3, AddTo(ref w2, carry));
        carry = Math.BigMul(angle.High, factor[3], out _);
        w4 += AddTo(ref w3, AddTo(ref w2, AddTo(ref w1, carry)));
        int shift = angle.Exponent + 1;
        return shift == 0
            ? (0, w4, w3, w2)
            : (w4 >> (64 - shift), (w4 << shift) | (w3 >> (64 - shift)), (w3 << shift) | (w2 >> (64 - shift)), (w2 << shift) | (w1 >> (64 - shift)));
    }

    private static ulong AddTo(ref ulong word, ulong value)
    {
        word += value;
        return word < value ? 1UL : 0;
    }

    /// <summary>The best 128 bits of a fraction of 192.</summary>
    private static Unrounded Normalize(ulong high, ulong middle, ulong low)
    {
        int exponent = -1;
        if (high == 0)
        {
            (high, middle, low, exponent) = (middle, low, 0, exponent - 64);
        }

        int shift = BitOperations.LeadingZeroCount(high);
        return shift == 0
            ? new(negative: false, exponent, high, middle)
            : new(negative: false, exponent - shift, (high << shift) | (middle >> (64 - shift)), (middle << shift) | (low >> (64 - shift)));
    }
}
