using System.Globalization;
using System.Text;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>Gathers the greatest errors that <see cref="TranscendentalTests"/> finds, for docs/floating-point.md.</summary>
public sealed class TranscendentalTable : IDisposable
{
    private static readonly NumberFormatInfo Spaces = new() { NumberGroupSeparator = " " };

    private readonly SortedDictionary<string, TranscendentalComparison> _functions = new(StringComparer.Ordinal);

    public void Dispose()
    {
        if (_functions.Count > 0)
        {
            DocumentTable.Write(nameof(TranscendentalTests), Text());
        }
    }

    internal void Add(string name, TranscendentalComparison comparison) => _functions.Add(name, comparison);

    private string Text()
    {
        var text = new StringBuilder("| function | results compared | not the correctly rounded value | greatest error to nearest, ulp | in the other modes, ulp |\n|---|---|---|---|---|\n");
        foreach ((string name, TranscendentalComparison c) in _functions)
        {
            text.Append(Spaces, $"| {name.ToUpperInvariant()} | {c.Results:#,0} | {c.Differences.Count} | {Cut(c.GreatestToNearest):0.000000} | {Cut(c.GreatestDirected):0.000000} |\n");
        }

        return text.ToString();
    }

    /// <summary>Six digits, not rounded: an error below one is to be seen as such.</summary>
    private static double Cut(double error) => Math.Floor(error * 1e6) / 1e6;
}
