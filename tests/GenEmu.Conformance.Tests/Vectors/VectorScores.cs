using System.Globalization;
using System.Text;

namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>The scores of a processor's forms, each run once.</summary>
/// <typeparam name="TSet">The processor.</typeparam>
public sealed class VectorScores<TSet> : IDisposable
    where TSet : VectorSet, new()
{
    private readonly Dictionary<string, VectorScore> _scores = new(StringComparer.Ordinal);
    private readonly VectorMachine _machine;
    private readonly VectorRunner _runner;

    public VectorScores()
    {
        _machine = new VectorMachine(Set);
        _runner = new VectorRunner(Set, _machine);
    }

    public TSet Set { get; } = new();

    public VectorScore this[string form]
    {
        get
        {
            if (!_scores.TryGetValue(form, out VectorScore? score))
            {
                score = _runner.Run(form, VectorFile.Read(VectorFolder.File(Set.Name, form + ".MOO.gz")));
                _scores.Add(form, score);
            }

            return score;
        }
    }

    /// <summary>All forms.</summary>
    public IReadOnlyList<VectorScore> All => [.. VectorFolder.Forms(Set.Name).Select(form => this[form])];

    /// <summary>The totals, and what each rule excused.</summary>
    public string Summary()
    {
        IReadOnlyList<VectorScore> all = All;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Set.Name}: {all.Count} forms, {all.Sum(s => s.Total)} cases: {all.Sum(s => s.Passed)} passed ({all.Sum(s => s.Exact)} exactly as silicon), {all.Sum(s => s.Excused.Values.Sum())} by rule, {all.Sum(s => s.Failures.Count)} failed");
        text.AppendLine(CultureInfo.InvariantCulture, $"  forms of which every case differs by rule: {string.Join(' ', all.Where(s => s.IsExcused).Select(s => s.Form))}");
        foreach (IGrouping<string, KeyValuePair<string, int>> rule in all.SelectMany(s => s.Excused).GroupBy(e => e.Key, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {rule.Sum(e => e.Value),6} in {rule.Count(),3} forms  {rule.Key} ({Set.Rules.First(r => r.Name == rule.Key).Source})");
        }

        foreach (VectorScore score in all.Where(s => s.Failures.Count > 0))
        {
            text.AppendLine(score.Report());
        }

        return text.ToString();
    }

    public void Dispose() => _machine.Dispose();
}
