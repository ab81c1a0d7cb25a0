using Xunit.Abstractions;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>The transcendental instructions are right to the last bit, in every rounding mode.</summary>
/// <remarks>
/// What the manual asks for is an error below one unit of the last place; correct rounding is the one answer that is the same for everybody.
/// <c>GENEMU_FUZZ=full</c> runs 25 000 arguments of each function, and <c>GENEMU_TABLES=docs/floating-point.md</c> puts the greatest errors into that document.
/// </remarks>
[Collection(TableCollection.Name)]
public sealed class TranscendentalTests(TranscendentalTable table, ITestOutputHelper output) : IClassFixture<TranscendentalTable>
{
    private const int MostDifferences = 5;

    public static TheoryData<string> Names => [.. TranscendentalCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_correctly_rounded(string name)
    {
        var comparison = new TranscendentalComparison(TranscendentalCase.All.Single(c => c.Name == name));
        var random = new FuzzRandom(FuzzPlan.Seed);

        comparison.Run(FuzzPlan.Count(300, 25_000), ref random, MostDifferences);

        table.Add(name, comparison);
        comparison.Differences.ForEach(output.WriteLine);
        comparison.Differences.Count.ShouldBe(0, $"Seed {FuzzPlan.Seed:X}; the differences are in the output.");
        comparison.GreatestToNearest.ShouldBeInRange(0.4, 0.5);
        comparison.GreatestDirected.ShouldBeInRange(0.9, 1);
    }
}
