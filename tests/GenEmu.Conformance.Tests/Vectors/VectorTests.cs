using Xunit.Abstractions;

namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>Every form of a captured processor, case by case, and the totals.</summary>
/// <typeparam name="TSet">The processor.</typeparam>
public abstract class VectorTests<TSet>(VectorScores<TSet> scores, ITestOutputHelper output)
    where TSet : VectorSet, new()
{
    public virtual void Form_behaves_as_silicon_or_as_a_rule_says(string form)
    {
        VectorScore score = scores[form];
        output.WriteLine(score.Report());
        score.Total.ShouldBeGreaterThan(0);
        score.Failures.ShouldBeEmpty(score.Report());
    }

    public virtual void Enough_cases_hold_without_any_rule()
    {
        string summary = scores.Summary();
        output.WriteLine(summary);
        VectorScore[] comparable = [.. scores.All.Where(s => !s.IsExcused)];
        ((double)comparable.Sum(s => s.Passed) / comparable.Sum(s => s.Total)).ShouldBeGreaterThanOrEqualTo(scores.Set.RequiredShare, summary);
    }
}
