using GenEmu.Abstractions;

namespace GenEmu.Cli.Terminal;

/// <summary>A copy of the text screen.</summary>
internal sealed class ScreenFrame
{
    private ScreenFrame(int columns, TextCell[] cells, int? cursor) => (Columns, Cells, Cursor) = (columns, cells, cursor);

    public static ScreenFrame Empty { get; } = new(0, [], null);

    public int Columns { get; }

    public int Rows => Columns == 0 ? 0 : Cells.Length / Columns;

    public TextCell[] Cells { get; }

    public int? Cursor { get; }

    /// <summary>Copies what a display shows; on the machine's thread.</summary>
    public static ScreenFrame Take(ITextDisplay? display)
    {
        if (display is not { IsText: true, Columns: > 0, Rows: > 0 })
        {
            return Empty;
        }

        var cells = new TextCell[display.Columns * display.Rows];
        display.Read(cells);
        return new ScreenFrame(display.Columns, cells, display.Cursor);
    }

    public ReadOnlySpan<TextCell> Row(int row) => Cells.AsSpan(row * Columns, Columns);
}
