using System.Globalization;
using System.Text;

namespace GenEmu.Growth;

/// <summary>A picture of the tables: one panel each, its first column on a logarithmic axis, the plotted one from zero.</summary>
internal static class Plot
{
    private const int Width = 420;
    private const int Height = 240;
    private const int Left = 70;
    private const int Bottom = 50;
    private const int Top = 40;

    public static string Draw(IReadOnlyList<Table> tables)
    {
        int columns = 2;
        int rows = (tables.Count + columns - 1) / columns;
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{columns * Width}\" height=\"{rows * Height}\" font-family=\"sans-serif\" font-size=\"11\">");
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (int i = 0; i < tables.Count; i++)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<g transform=\"translate({i % columns * Width},{i / columns * Height})\">");
            Panel(svg, tables[i]);
            svg.AppendLine("</g>");
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static void Panel(StringBuilder svg, Table table)
    {
        double least = Math.Log(table.Rows[0].Numbers[0]);
        double span = Math.Max(Math.Log(table.Rows[^1].Numbers[0]) - least, 1);
        double most = table.Rows.Max(row => row.Numbers[table.Plotted]) * 1.1;
        double X(double value) => Left + ((Math.Log(value) - least) / span * (Width - Left - 30));
        double Y(double value) => Height - Bottom - (value / most * (Height - Bottom - Top));

        Text(svg, Width / 2, 20, table.Title, "middle", "font-weight=\"bold\"");
        Text(svg, Width / 2, Height - 12, table.Columns[0], "middle");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<path d=\"M{Left},{Top} V{Height - Bottom} H{Width - 20}\" fill=\"none\" stroke=\"black\"/>");
        foreach (double share in (double[])[0, 0.5, 1])
        {
            Text(svg, Left - 6, Y(most * share) + 4, (most * share).ToString("G3", CultureInfo.InvariantCulture), "end");
        }

        Text(svg, Left + 6, Top - 4, table.Columns[table.Plotted], "start");
        string points = string.Join(' ', table.Rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{X(row.Numbers[0]):F1},{Y(row.Numbers[table.Plotted]):F1}")));
        svg.AppendLine(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\"/>");
        foreach ((string label, double[] numbers) in table.Rows)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<circle cx=\"{X(numbers[0]):F1}\" cy=\"{Y(numbers[table.Plotted]):F1}\" r=\"3\" fill=\"#1f5fa8\"/>");
            Text(svg, X(numbers[0]), Height - Bottom + 15, label, "middle");
        }
    }

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor, string more = "")
        => svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\" {more}>{text.Replace("<", "&lt;", StringComparison.Ordinal)}</text>");
}
