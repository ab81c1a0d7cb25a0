using System.Text.RegularExpressions;

namespace GenEmu.Spec.Yaml;

/// <summary>Knows which unquoted scalars YAML 1.1 turns into null, a boolean, a number or a date.</summary>
internal static class PlainScalar
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Regex Word = new(
        "^(~|null|Null|NULL|y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)?$", Options, Patience);

    private static readonly Regex Number = new(
        @"^[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(:[0-5]?[0-9])*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.[0-9][0-9_]*([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$",
        Options, Patience);

    private static readonly Regex Date = new(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?$", Options, Patience);

    /// <summary>What a YAML loader would make of the text, or null if it stays text.</summary>
    public static string? Trap(string text) =>
        Word.IsMatch(text) ? text is "" or "~" or "null" or "Null" or "NULL" ? "null" : "a boolean"
        : Number.IsMatch(text) ? "a number"
        : Date.IsMatch(text) ? "a date"
        : null;
}
