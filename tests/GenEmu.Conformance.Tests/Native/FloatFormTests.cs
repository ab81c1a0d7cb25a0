using GenEmu.Core.Execution;
using Xunit.Abstractions;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>
/// Every x87, MMX and SSE instruction whose result the SDM defines to the bit does what this machine's own processor does, for all settings of rounding, precision and masks.
/// </summary>
/// <remarks>
/// <c>GENEMU_FUZZ=full</c> runs 100 000 cases of each form, and <c>GENEMU_TABLES=docs/floating-point.md</c> puts the table of results into that document.
/// </remarks>
[Collection(TableCollection.Name)]
public sealed class FloatFormTests(NativeFixture fixture, FloatTable table, ITestOutputHelper output) : IClassFixture<NativeFixture>, IClassFixture<FloatTable>
{
    private const int MostDifferences = 5;
    private const int FullCases = 100_000;
    private const int Batch = NativeLayout.MostCases;

    // A bound on the error is all that the SDM gives for these: other tests are for them.
    private static readonly HashSet<string> Approximate =
        ["rcpps", "rcpss", "rsqrtps", "rsqrtss", "fsin", "fcos", "fsincos", "fptan", "fpatan", "f2xm1", "fyl2x", "fyl2xp1"];

    public static TheoryData<string> Instructions => [.. Forms.Select(f => f.Op).Distinct()];

    private static IEnumerable<FormInfo> Forms
        => InstructionTable.Forms.Where(f => ((f.Flags & FormFlags.X87) != 0 || f.Feature is "MMX" or "SSE" or "SSE2" or "FXSR") && !Approximate.Contains(f.Op));

    [NativeTheory]
    [MemberData(nameof(Instructions))]
    public void Does_what_silicon_does_in_every_setting(string op)
    {
        ulong seed = FuzzPlan.Seed;
        List<string> differences = [];
        foreach (FormInfo form in Forms.Where(f => f.Op == op))
        {
            var random = new FuzzRandom(seed + ((ulong)form.Line * 1000) + form.Opcode);
            Compare(form, FuzzPlan.Count(FloatCaseMaker.Settings, FullCases), ref random, differences);
        }

        differences.ForEach(output.WriteLine);
        differences.Count.ShouldBe(0, $"Seed {seed:X}; the differences are in the output.");
    }

    private void Compare(FormInfo form, int count, ref FuzzRandom random, List<string> differences)
    {
        var maker = new FloatCaseMaker(form);
        var comparison = new NativeComparison();
        var before = new NativeCase[Math.Min(Batch, count)];
        var silicon = new NativeCase[before.Length];
        var made = new MadeCase[before.Length];
        EmulatedProcessor[] processors = [fixture.Recorded, fixture.Direct];
        int different = 0;
        for (int start = 0; start < count && different < MostDifferences; start += before.Length)
        {
            int length = Math.Min(before.Length, count - start);
            for (int i = 0; i < length; i++)
            {
                made[i] = maker.Make(ref random, start + i, ref before[i]);
            }

            before.AsSpan(0, length).CopyTo(silicon);
            fixture.Native.Run(silicon.AsSpan(0, length));
            for (int i = 0; i < length && different < MostDifferences; i++)
            {
                foreach (EmulatedProcessor processor in processors)
                {
                    NativeCase result = before[i];
                    processor.Run(ref result);
                    if (comparison.Compare(form, made[i], before[i], silicon[i], result) is { } difference)
                    {
                        differences.Add($"{(processor == fixture.Direct ? "direct" : "recorded")} {form.Text}: {difference}");
                        different++;
                    }
                }
            }
        }

        table.Add(form, count, different, comparison);
        output.WriteLine($"{form.Text}: {comparison.Summary()}");
    }
}
