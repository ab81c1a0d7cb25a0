using Xunit.Abstractions;

namespace GenEmu.Conformance.Tests.Decode;

/// <summary>GenEmu's decoder agrees with Iced's on random bytes: validity, length, instruction, operands.</summary>
public sealed class DecoderFuzzTests(ITestOutputHelper output)
{
    private const int MostDifferences = 20;

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void Random_bytes_mean_the_same_to_Iced(int bitness)
    {
        ulong seed = FuzzPlan.Seed;
        int count = FuzzPlan.Count(150_000, 10_000_000);
        var random = new FuzzRandom(seed + (ulong)bitness);
        var comparison = new DecoderComparison(bitness);
        List<string> differences = [];
        Span<byte> code = stackalloc byte[ByteStrings.Length];
        for (int i = 0; i < count && differences.Count < MostDifferences; i++)
        {
            ByteStrings.Next(ref random, code);
            if (comparison.Compare(code) is { } difference)
            {
                differences.Add(difference);
            }
        }

        output.WriteLine($"{count} strings of {bitness}-bit code, seed {seed:X}");
        foreach (DecodeRule rule in Enum.GetValues<DecodeRule>())
        {
            output.WriteLine($"{comparison.Counts[(int)rule],12} {rule}");
        }

        differences.ShouldBeEmpty($"Seed {seed:X}.");
    }
}
