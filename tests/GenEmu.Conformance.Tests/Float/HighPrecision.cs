using System.Numerics;
using GenEmu.Core.Float;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>Transcendental functions to hundreds of bits, by other ways than the emulator's: plain series for sine, cosine and exponential, and Newton's method for their inverses.</summary>
/// <remarks>Numbers are integers in units of 2^-<see cref="Bits"/>.</remarks>
internal static class HighPrecision
{
    public const int Bits = 448;

    public static readonly BigInteger One = BigInteger.One << Bits;

    private static readonly BigInteger Pi = (16 * InverseArctangent(5)) - (4 * InverseArctangent(239));
    private static readonly BigInteger Ln2 = Log(2 * One, Math.Log(2));

    public static BigInteger From(Float80 value)
    {
        int shift = Math.Max(value.Field, 1) - Float80.Bias - 63 + Bits;
        BigInteger magnitude = shift >= 0 ? (BigInteger)value.Significand << shift : value.Significand >> -shift;
        return value.IsNegative ? -magnitude : magnitude;
    }

    public static BigInteger Sine(BigInteger x)
    {
        (BigInteger remainder, int quadrant) = Reduce(x);
        return Quadrant(remainder, quadrant);
    }

    public static BigInteger Cosine(BigInteger x)
    {
        (BigInteger remainder, int quadrant) = Reduce(x);
        return Quadrant(remainder, quadrant + 1);
    }

    public static BigInteger Tangent(BigInteger x) => Divide(Sine(x), Cosine(x));

    /// <summary>The angle of a point: each step is the sine of the error, and so triples the number of good bits.</summary>
    public static BigInteger Arctangent(BigInteger y, BigInteger x)
    {
        int excess = (int)Math.Max(0, Math.Max(BigInteger.Abs(y).GetBitLength(), BigInteger.Abs(x).GetBitLength()) - 900);
        BigInteger angle = FromDouble(Math.Atan2((double)(y >> excess), (double)(x >> excess)));
        BigInteger radius = SquareRoot((x * x) + (y * y));
        for (int i = 0; i < 3; i++)
        {
            angle += ((y * Cosine(angle)) - (x * Sine(angle))) / radius;
        }

        return angle;
    }

    /// <summary>2^x - 1.</summary>
    public static BigInteger PowerMinusOne(BigInteger x) => Exponential((x * Ln2) >> Bits) - One;

    /// <summary>log2 of 2^power × x, where x is between 1/4 and 4.</summary>
    public static BigInteger Log2(BigInteger x, int power) => Divide(Log(x, Math.Log((double)x / Math.Pow(2, Bits))), Ln2) + (power * One);

    public static BigInteger Divide(BigInteger a, BigInteger b) => (a << Bits) / b;

    private static BigInteger Quadrant(BigInteger remainder, int quadrant)
    {
        BigInteger value = (quadrant & 1) == 0 ? SineSeries(remainder) : CosineSeries(remainder);
        return (quadrant & 2) == 0 ? value : -value;
    }

    private static (BigInteger Remainder, int Quadrant) Reduce(BigInteger x)
    {
        BigInteger half = Pi >> 1;
        BigInteger turns = ((2 * x) + half) / (2 * half);
        turns -= (2 * x) + half < turns * 2 * half ? 1 : 0;
        return (x - (turns * half), (int)(turns & 3));
    }

    private static BigInteger SineSeries(BigInteger x)
    {
        BigInteger square = (x * x) >> Bits;
        BigInteger term = x;
        BigInteger sum = x;
        for (int n = 2; !term.IsZero && !(term + 1).IsZero; n += 2)
        {
            term = -((term * square) >> Bits) / (n * (n + 1));
            sum += term;
        }

        return sum;
    }

    private static BigInteger CosineSeries(BigInteger x)
    {
        BigInteger square = (x * x) >> Bits;
        BigInteger term = One;
        BigInteger sum = One;
        for (int n = 1; !term.IsZero && !(term + 1).IsZero; n += 2)
        {
            term = -((term * square) >> Bits) / (n * (n + 1));
            sum += term;
        }

        return sum;
    }

    private static BigInteger Exponential(BigInteger x)
    {
        BigInteger term = One;
        BigInteger sum = One;
        for (int n = 1; !term.IsZero; n++)
        {
            term = (term * x / n) / One;
            sum += term;
        }

        return sum;
    }

    /// <summary>Halley's step for e^y = x, which triples the number of good bits.</summary>
    private static BigInteger Log(BigInteger x, double guess)
    {
        BigInteger y = FromDouble(guess);
        for (int i = 0; i < 3; i++)
        {
            BigInteger power = Exponential(y);
            y += Divide(2 * (x - power), x + power);
        }

        return y;
    }

    private static BigInteger FromDouble(double value) => new BigInteger(Math.ScaleB(value, 900)) >> (900 - Bits);

    private static BigInteger SquareRoot(BigInteger value)
    {
        BigInteger root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (value / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }

    private static BigInteger InverseArctangent(int n)
    {
        BigInteger power = (One << 100) / n;
        BigInteger sum = power;
        for (int k = 3; !power.IsZero; k += 2)
        {
            power = -power / (n * n);
            sum += power / k;
        }

        return sum >> 100;
    }
}
