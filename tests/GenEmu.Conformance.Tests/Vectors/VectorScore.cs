using System.Globalization;

namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>How the cases of a form went.</summary>
/// <param name="Form">The form, as its file is named.</param>
/// <param name="Total">All cases.</param>
/// <param name="Exact">Those equal to the silicon in every bit, undefined flags included.</param>
/// <param name="Passed">Those equal to the silicon in all that is defined.</param>
/// <param name="Excused">Those that a later processor does differently, by rule; where the later behaviour is defined it was asserted.</param>
/// <param name="Failures">What is wrong.</param>
public sealed record VectorScore(
    string Form, int Total, int Exact, int Passed, IReadOnlyDictionary<string, int> Excused, IReadOnlyList<string> Failures)
{
    private const int Shown = 8;

    /// <summary>Whether every single case differs by rule: the opcode means something else today.</summary>
    public bool IsExcused => Excused.Values.Sum() == Total;

    public string Report()
    {
        string rules = string.Concat(Excused.Select(rule => string.Create(CultureInfo.InvariantCulture, $"; {rule.Value} by rule: {rule.Key}")));
        IEnumerable<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"{Form}: {Passed} of {Total} passed, {Exact} exactly, {Failures.Count} failed{rules}"),
            .. Failures.Take(Shown),
        ];
        return string.Join(Environment.NewLine, lines);
    }
}
