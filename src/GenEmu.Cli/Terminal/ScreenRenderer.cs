using System.Globalization;
using System.Text;
using GenEmu.Abstractions;

namespace GenEmu.Cli.Terminal;

/// <summary>Turns frames into what a terminal needs to show them: only rows that changed are sent.</summary>
internal sealed class ScreenRenderer
{
    private const string Escape = "\e[";

    /// <summary>The eight ANSI colours in the order of the PC's: black, blue, green, cyan, red, magenta, brown, grey.</summary>
    private static readonly int[] Colours = [0, 4, 2, 6, 1, 5, 3, 7];

    private ScreenFrame _shown = ScreenFrame.Empty;

    /// <summary>What turns the last frame into this one; empty if nothing changed.</summary>
    public string Render(ScreenFrame frame)
    {
        var text = new StringBuilder();
        bool resized = frame.Columns != _shown.Columns || frame.Rows != _shown.Rows;
        if (resized)
        {
            text.Append(Escape + "0m" + Escape + "2J");
        }

        for (int row = 0; row < frame.Rows; row++)
        {
            if (resized || !frame.Row(row).SequenceEqual(_shown.Row(row)))
            {
                AppendRow(text, row, frame.Row(row));
            }
        }

        if (text.Length > 0 || frame.Cursor != _shown.Cursor)
        {
            AppendCursor(text, frame);
        }

        _shown = frame;
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, int row, ReadOnlySpan<TextCell> cells)
    {
        text.Append(CultureInfo.InvariantCulture, $"{Escape}{row + 1};1H");
        int attribute = -1;
        foreach (TextCell cell in cells)
        {
            if (cell.Attribute != attribute)
            {
                attribute = cell.Attribute;
                AppendAttribute(text, cell.Attribute);
            }

            text.Append(CodePage437.ToChar(cell.Character));
        }

        text.Append(Escape + "0m");
    }

    private static void AppendAttribute(StringBuilder text, byte attribute)
    {
        const int Foreground = 30;
        const int BrightForeground = 90;
        const int Background = 40;
        int foreground = ((attribute & 8) != 0 ? BrightForeground : Foreground) + Colours[attribute & 7];
        text.Append(CultureInfo.InvariantCulture, $"{Escape}0;{foreground};{Background + Colours[(attribute >> 4) & 7]}m");
    }

    private static void AppendCursor(StringBuilder text, ScreenFrame frame)
    {
        if (frame.Cursor is { } cursor && frame.Columns > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Escape}{(cursor / frame.Columns) + 1};{(cursor % frame.Columns) + 1}H{Escape}?25h");
        }
        else
        {
            text.Append(Escape + "?25l");
        }
    }
}
