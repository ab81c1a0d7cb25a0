using System.Diagnostics;
using Xunit.Abstractions;

namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>Direct and recorded handlers do the same to registers, memory and devices, whatever the instructions and the mode.</summary>
public sealed class DirectFuzzTests(ITestOutputHelper output)
{
    private const int MostFailures = 8;

    [Fact]
    public void Direct_is_recorded() => Compare(FuzzPlan.Count(100_000, 10_000_000), isFused: false);

    /// <summary>Every case is other code, and becomes a method: a thousand times the work.</summary>
    [Fact]
    public void Fused_is_recorded() => Compare(FuzzPlan.Count(4_000, 400_000), isFused: true);

    private void Compare(int most, bool isFused)
    {
        ulong seed = FuzzPlan.Seed;
        int chunks = FuzzPlan.IsRepeat ? 1 : most / FuzzChunk.Cases;
        var machines = new FuzzMachines(isFused);
        List<string> failures = [];
        long retired = 0;
        long cases = 0;
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < chunks && failures.Count < MostFailures; i++)
        {
            var chunk = new FuzzChunk(machines, seed + (ulong)i);
            if (chunk.Run(everyStep: FuzzPlan.IsRepeat) is { } difference)
            {
                machines.Dispose();
                machines = new FuzzMachines(isFused);
                failures.Add(Repeat(seed + (ulong)i, isFused) ?? $"Only after the chunks before it: {difference}");
            }

            retired += chunk.Retired;
            cases += FuzzChunk.Cases;
            ReportProgress(i, chunks, watch);
        }

        machines.Dispose();
        output.WriteLine($"{cases} cases, {retired} instructions, first seed {seed:X}, {watch.Elapsed.TotalSeconds:F0} s");
        failures.ForEach(output.WriteLine);
        failures.Count.ShouldBe(0, $"Seeds and instructions are in the output; GENEMU_SEED repeats one. First: {failures.FirstOrDefault()}");
    }

    /// <summary>Runs a chunk on new machines, looking closely.</summary>
    private static string? Repeat(ulong seed, bool isFused)
    {
        using var machines = new FuzzMachines(isFused);
        return new FuzzChunk(machines, seed).Run(everyStep: true);
    }

    private static void ReportProgress(int done, int all, Stopwatch watch)
    {
        if (FuzzPlan.IsFull && done > 0 && done % (all / 20) == 0)
        {
            Console.WriteLine($"Fuzz: {100.0 * done / all:F0} % after {watch.Elapsed.TotalSeconds:F0} s");
        }
    }
}
