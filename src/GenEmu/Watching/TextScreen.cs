using System.Text;
using GenEmu.Abstractions;

namespace GenEmu;

/// <summary>What the machine's text display shows, as text.</summary>
public sealed class TextScreen
{
    /// <summary>How often watchers look, in virtual nanoseconds.</summary>
    internal const long LookInterval = 10_000_000;

    private readonly Func<ITextDisplay?> _find;
    private TextCell[] _cells = [];

    internal TextScreen(Func<ITextDisplay?> find) => _find = find;

    /// <summary>The display itself, or <see langword="null"/> if no device is one.</summary>
    public ITextDisplay? Display => _find();

    /// <summary>The rows without trailing blanks; none while there is no text on the display.</summary>
    public IReadOnlyList<string> Rows => [.. ReadRows().Select(row => row.TrimEnd())];

    /// <summary>Whether a text stands within one row.</summary>
    /// <param name="text">The text.</param>
    /// <returns><see langword="true"/> if it does.</returns>
    public bool Contains(string text) => ReadRows().Any(row => row.Contains(text, StringComparison.Ordinal));

    /// <summary>All rows, with line ends between them.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Join('\n', Rows).TrimEnd();

    /// <summary>Where a text stands: row × columns + column.</summary>
    internal IEnumerable<int> Find(string text)
    {
        int start = 0;
        foreach (string row in ReadRows())
        {
            for (int at = row.IndexOf(text, StringComparison.Ordinal); at >= 0; at = row.IndexOf(text, at + 1, StringComparison.Ordinal))
            {
                yield return start + at;
            }

            start += row.Length;
        }
    }

    private List<string> ReadRows()
    {
        if (Display is not { IsText: true, Columns: > 0 and var columns, Rows: > 0 and var count } display)
        {
            return [];
        }

        if (_cells.Length < columns * count)
        {
            _cells = new TextCell[columns * count];
        }

        display.Read(_cells.AsSpan(0, columns * count));
        var rows = new List<string>(count);
        var row = new StringBuilder(columns);
        for (int i = 0; i < count; i++)
        {
            row.Clear();
            foreach (TextCell cell in _cells.AsSpan(i * columns, columns))
            {
                row.Append(CodePage437.ToChar(cell.Character));
            }

            rows.Add(row.ToString());
        }

        return rows;
    }
}
