using System.Globalization;
using System.Text;

namespace GenEmu.Growth;

/// <summary>One experiment: what grew, and what was measured at each step.</summary>
/// <param name="Title">What grew.</param>
/// <param name="Columns">The first is what grew, the others were measured.</param>
/// <param name="Plotted">The column that the plot shows, against the first.</param>
internal sealed record Table(string Title, string[] Columns, int Plotted)
{
    /// <summary>The steps' labels and numbers: the first number is how far it grew.</summary>
    public List<(string Label, double[] Numbers)> Rows { get; } = [];

    public void Add(string label, params double[] numbers)
    {
        Rows.Add((label, numbers));
        Console.WriteLine($"{Title}: {label}: {string.Join(", ", numbers.Skip(1).Select((n, i) => $"{Format(n)} {Columns[i + 1]}"))}");
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Columns)} |").AppendLine("|" + string.Concat(Enumerable.Repeat("---|", Columns.Length)));
        foreach ((string label, double[] numbers) in Rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {label} | {string.Join(" | ", numbers.Skip(1).Select(Format))} |");
        }

        return text.ToString();
    }

    private static string Format(double number) => number.ToString(number < 10 ? "0.00" : number < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
