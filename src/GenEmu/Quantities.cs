using System.Globalization;
using System.Text.RegularExpressions;

namespace GenEmu;

/// <summary>Reads sizes and durations as people write them.</summary>
public static partial class Quantities
{
    private const double LongestSeconds = 30 * 24 * 3600;

    private static readonly Dictionary<string, int> SizeShifts = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 0,
        ["B"] = 0,
        ["K"] = 10,
        ["KB"] = 10,
        ["KiB"] = 10,
        ["M"] = 20,
        ["MB"] = 20,
        ["MiB"] = 20,
        ["G"] = 30,
        ["GB"] = 30,
        ["GiB"] = 30,
    };

    private static readonly Dictionary<string, double> DurationSeconds = new(StringComparer.Ordinal)
    {
        [""] = 1,
        ["us"] = 1e-6,
        ["ms"] = 1e-3,
        ["s"] = 1,
        ["m"] = 60,
        ["min"] = 60,
        ["h"] = 3600,
    };

    /// <summary>A number of bytes, such as <c>64MiB</c>, <c>512 KiB</c> or <c>1G</c>; units are powers of 1024, as memory is sold.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="FormatException">The text is no such size. The message says what to write.</exception>
    public static ulong ParseSize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Match match = SizePattern().Match(text.Trim());
        if (match.Success
            && SizeShifts.TryGetValue(match.Groups["unit"].Value, out int shift)
            && ulong.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            && number <= ulong.MaxValue >> shift)
        {
            return number << shift;
        }

        throw new FormatException($"'{text}' is not a size; write a whole number and KiB, MiB or GiB, such as 64MiB");
    }

    /// <summary>A duration, such as <c>60s</c>, <c>500ms</c>, <c>1.5m</c> or <c>2h</c>; a bare number is seconds.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The duration, more than zero.</returns>
    /// <exception cref="FormatException">The text is no such duration. The message says what to write.</exception>
    public static TimeSpan ParseDuration(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Match match = DurationPattern().Match(text.Trim());
        if (match.Success
            && DurationSeconds.TryGetValue(match.Groups["unit"].Value, out double factor)
            && double.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number * factor is > 0 and <= LongestSeconds)
        {
            return TimeSpan.FromSeconds(number * factor);
        }

        throw new FormatException($"'{text}' is not a duration of at most 30 days; write a number and ms, s, m or h, such as 60s");
    }

    /// <summary>A duration as <see cref="ParseDuration"/> reads it, or <c>off</c> for no limit.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The duration; <see langword="null"/> for no limit.</returns>
    /// <exception cref="FormatException">The text is neither. The message says what to write.</exception>
    public static TimeSpan? ParseLimit(string text) => text == "off" ? null : ParseDuration(text);

    [GeneratedRegex(@"^(?<number>[0-9]+)\s*(?<unit>[A-Za-z]*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SizePattern();

    [GeneratedRegex(@"^(?<number>[0-9]+(\.[0-9]+)?)\s*(?<unit>[a-z]*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DurationPattern();
}
