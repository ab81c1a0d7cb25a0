using System.Numerics;
using GenEmu.Core.Float;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>Compares a function's results with the true values, rounded as each mode has it, and measures how far they are from them.</summary>
internal sealed class TranscendentalComparison(TranscendentalCase function)
{
    private const int Modes = 4;
    private const int FractionBits = 40;          // of an error in units of the last place

    /// <summary>Results compared.</summary>
    public int Results { get; private set; }

    public List<string> Differences { get; } = [];

    /// <summary>The greatest error when rounding to nearest, in units of the last of 64 bits.</summary>
    public double GreatestToNearest { get; private set; }

    /// <summary>The same of the three other modes.</summary>
    public double GreatestDirected { get; private set; }

    /// <summary>Runs cases, each in the four modes, until there are <paramref name="most"/> differences.</summary>
    public void Run(int count, ref FuzzRandom random, int most)
    {
        for (int i = 0; i < count && Differences.Count < most; i++)
        {
            Float80 x = function.MakeX(ref random);
            Float80 y = function.MakeY(ref random);
            BigInteger exact = function.Exact(x, y);
            for (uint mode = 0; mode < Modes; mode++)
            {
                Compare(x, y, exact, (RoundingMode)mode);
            }
        }
    }

    private void Compare(Float80 x, Float80 y, BigInteger exact, RoundingMode mode)
    {
        uint status = 0;
        Float80 result = function.Function(x, y, FpuControl.Initial | ((uint)mode << 10), ref status);
        Float80 expected = Round(exact, mode, out uint expectedStatus);
        uint compared = function.DefinesC1 ? ~0u : ~FloatStatus.C1;
        if (!result.Equals(expected) || ((status ^ expectedStatus) & compared) != 0)
        {
            Differences.Add($"{function.Name} x {x} y {y} {mode}: {result} status {status:X}, expected {expected} {expectedStatus:X}");
        }

        Results++;
        double error = Error(result, exact);
        GreatestToNearest = mode == RoundingMode.NearestEven ? Math.Max(error, GreatestToNearest) : GreatestToNearest;
        GreatestDirected = mode == RoundingMode.NearestEven ? GreatestDirected : Math.Max(error, GreatestDirected);
    }

    /// <summary>How far a result is from the true value, in units of the last place of that value's binade.</summary>
    private static double Error(Float80 result, BigInteger exact)
    {
        int lastPlace = (int)BigInteger.Abs(exact).GetBitLength() - 64;
        int shift = result.Field - Float80.Bias - 63 + HighPrecision.Bits;
        BigInteger value = shift >= 0 ? (BigInteger)result.Significand << shift : result.Significand >> -shift;
        BigInteger distance = BigInteger.Abs((result.IsNegative ? -value : value) - exact) << FractionBits;
        return Math.ScaleB((double)(distance >> lastPlace), -FractionBits);
    }

    private static Float80 Round(BigInteger exact, RoundingMode mode, out uint status)
    {
        bool negative = exact.Sign < 0;
        BigInteger magnitude = BigInteger.Abs(exact);
        int cut = (int)magnitude.GetBitLength() - 64;
        var significand = (ulong)(magnitude >> cut);
        bool half = !((magnitude >> (cut - 1)) & 1).IsZero;
        bool up = mode switch
        {
            RoundingMode.NearestEven => half,
            RoundingMode.Down => negative,
            RoundingMode.Up => !negative,
            _ => false,
        };
        bool carries = up && significand == ulong.MaxValue;
        significand = carries ? Float80.IntegerBit : significand + (up ? 1UL : 0);
        status = FloatStatus.Precision | (up ? FloatStatus.C1 : 0);
        return Float80.Pack(negative, cut + 63 - HighPrecision.Bits + Float80.Bias + (carries ? 1 : 0), significand);
    }
}
