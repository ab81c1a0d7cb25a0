using GenEmu.Conformance.Tests.Native;
using Xunit.Abstractions;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>Floating-point arithmetic does what this machine's own processor does: results and flags, for every rounding, precision and mask.</summary>
public sealed class FloatTests(ITestOutputHelper output)
{
    private const int MostDifferences = 5;

    public static TheoryData<string> X87 => [.. X87Operations.All.Select(o => o.Name)];

    public static TheoryData<string> Media => [.. SseOperations.All.Select(o => o.Name)];

    [NativeTheory]
    [MemberData(nameof(X87))]
    public void X87_does_what_silicon_does(string name) => Compare(X87Operations.All.Single(o => o.Name == name));

    [NativeTheory]
    [MemberData(nameof(Media))]
    public void Sse_does_what_silicon_does(string name) => Compare(SseOperations.All.Single(o => o.Name == name));

    private void Compare(FloatOperation operation)
    {
        ulong seed = FuzzPlan.Seed;
        int count = FuzzPlan.Count(4_000, 250_000);
        List<string> differences = FloatComparison.Differences(operation, count, seed, MostDifferences);
        differences.ForEach(output.WriteLine);
        output.WriteLine($"{operation.Name}: {count} cases");
        differences.Count.ShouldBe(0, $"Seed {seed:X}; the differences are in the output.");
    }
}
