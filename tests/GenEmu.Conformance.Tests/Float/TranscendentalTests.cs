using System.Numerics;
using GenEmu.Core.Float;
using Xunit.Abstractions;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>The transcendental instructions are right to the last bit, in every rounding mode.</summary>
/// <remarks>What the manual asks for is an error below one unit of the last place; correct rounding is the one answer that is the same for everybody.</remarks>
public sealed class TranscendentalTests(ITestOutputHelper output)
{
    private const int MostDifferences = 5;

    public static TheoryData<string> Names => [.. TranscendentalCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_correctly_rounded(string name)
    {
        TranscendentalCase function = TranscendentalCase.All.Single(c => c.Name == name);
        var random = new FuzzRandom(FuzzPlan.Seed);
        List<string> differences = TranscendentalComparison.Differences(function, FuzzPlan.Count(300, 25_000), ref random, MostDifferences);
        differences.ForEach(output.WriteLine);
        differences.Count.ShouldBe(0, $"Seed {FuzzPlan.Seed:X}; the differences are in the output.");
    }
}
