using GenEmu.Core.Execution;
using Xunit.Abstractions;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>Every instruction that a user program may run does what this machine's own processor does: results, flags, exceptions.</summary>
public sealed class NativeTests(NativeFixture fixture, ITestOutputHelper output) : IClassFixture<NativeFixture>
{
    private const int MostDifferences = 5;

    // What a program sees of these is the kernel's doing (UMIP, the TSC, SYSENTER), the hypervisor's (INT1) or the processor model's (CPUID).
    private static readonly HashSet<string> NotTheProcessors = ["sgdt", "sidt", "sldt", "str", "smsw", "sysenter", "sysexit", "int1", "cpuid", "rdtsc"];

    public static TheoryData<string> Instructions
        => [.. InstructionTable.Forms.Where(f => !NotTheProcessors.Contains(f.Op)).Select(f => f.Op).Distinct()];

    [NativeTheory]
    [MemberData(nameof(Instructions))]
    public void Does_what_silicon_does(string op)
    {
        ulong seed = FuzzPlan.Seed;
        List<string> differences = [];
        foreach (FormInfo form in InstructionTable.Forms.Where(f => f.Op == op))
        {
            var random = new FuzzRandom(seed + (ulong)form.Line * 1000 + (ulong)form.Opcode);
            Compare(form, FuzzPlan.Count(200, 10_000), ref random, differences);
        }

        differences.ForEach(output.WriteLine);
        differences.Count.ShouldBe(0, $"Seed {seed:X}; the differences are in the output.");
    }

    private void Compare(FormInfo form, int count, ref FuzzRandom random, List<string> differences)
    {
        var maker = new CaseMaker(form);
        var comparison = new NativeComparison();
        var before = new NativeCase[count];
        var made = new MadeCase[count];
        for (int i = 0; i < count; i++)
        {
            made[i] = maker.Make(ref random, ref before[i]);
        }

        NativeCase[] silicon = [.. before];
        fixture.Native.Run(silicon);
        int found = 0;
        for (int i = 0; i < count && found < MostDifferences; i++)
        {
            var outcome = new NativeOutcome(form, made[i], before[i], silicon[i]);
            foreach (EmulatedProcessor processor in (EmulatedProcessor[])[fixture.Recorded, fixture.Direct])
            {
                NativeCase result = before[i];
                processor.Run(ref result);
                if (comparison.Compare(outcome, result) is { } difference)
                {
                    differences.Add($"{(processor == fixture.Direct ? "direct" : "recorded")} {form.Text}: {difference}");
                    found++;
                }
            }
        }

        output.WriteLine($"{form.Text}: {comparison.Summary()}");
    }
}
