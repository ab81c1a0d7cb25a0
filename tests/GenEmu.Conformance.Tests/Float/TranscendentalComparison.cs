using System.Numerics;
using GenEmu.Core.Float;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>Compares results with the true value, rounded as each mode has it.</summary>
internal static class TranscendentalComparison
{
    public static List<string> Differences(TranscendentalCase function, int count, ref FuzzRandom random, int most)
    {
        List<string> differences = [];
        for (int i = 0; i < count && differences.Count < most; i++)
        {
            Float80 x = function.MakeX(ref random);
            Float80 y = function.MakeY(ref random);
            BigInteger exact = function.Exact(x, y);
            for (uint mode = 0; mode < 4; mode++)
            {
                uint status = 0;
                Float80 result = function.Function(x, y, FpuControl.Initial | (mode << 10), ref status);
                Float80 expected = Round(exact, (RoundingMode)mode, out uint expectedStatus);
                if (!result.Equals(expected) || status != expectedStatus)
                {
                    differences.Add($"{function.Name} x {x} y {y} mode {mode}: {result} status {status:X}, expected {expected} {expectedStatus:X}");
                    break;
                }
            }
        }

        return differences;
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
