using System.Text;
using GenEmu.Abstractions;

namespace GenEmu;

/// <summary>Reads keys as people write them: text, <c>\n</c>, <c>\t</c>, <c>&lt;F10&gt;</c>, <c>&lt;Ctrl-C&gt;</c>, <c>&lt;Ctrl-Alt-Delete&gt;</c>; <c>\\</c> and <c>\&lt;</c> stand for themselves.</summary>
public static class KeyText
{
    private static readonly Dictionary<string, PcKey> Modifiers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Ctrl"] = PcKey.LeftControl,
        ["Alt"] = PcKey.LeftAlt,
        ["Shift"] = PcKey.LeftShift,
    };

    private static readonly Dictionary<string, PcKey> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Esc"] = PcKey.Escape,
        ["Del"] = PcKey.Delete,
        ["Ins"] = PcKey.Insert,
        ["Return"] = PcKey.Enter,
        ["PgUp"] = PcKey.PageUp,
        ["PgDn"] = PcKey.PageDown,
    };

    /// <summary>Reads keys on a US keyboard.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The keys going down and up, in order.</returns>
    /// <exception cref="FormatException">There is no such key. The message says what to write.</exception>
    public static IReadOnlyList<KeyStroke> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var strokes = new List<KeyStroke>();
        for (int i = 0; i < text.Length; i++)
        {
            int end = text[i] == '<' ? text.IndexOf('>', i + 1) : -1;
            if (end > 0)
            {
                Press(strokes, Named(text[(i + 1)..end]));
                i = end;
                continue;
            }

            char character = text[i] == '\\' && i + 1 < text.Length ? Escape(text[++i]) : text[i];
            Press(strokes, Character(character));
        }

        return strokes;
    }

    /// <summary>Reads text with the same escapes, for a line that takes characters: <c>\n</c>, <c>\r</c>, <c>\t</c>, <c>\e</c>, <c>\\</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text meant.</returns>
    /// <exception cref="FormatException">There is no such escape.</exception>
    public static string Unescape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            result.Append(text[i] == '\\' && i + 1 < text.Length ? Escape(text[++i]) : text[i]);
        }

        return result.ToString();
    }

    private static char Escape(char letter) => letter switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'e' => '\e',
        'b' => '\b',
        '\\' or '<' or '>' or ':' => letter,
        _ => throw new FormatException($"'\\{letter}' means nothing; there are \\n, \\r, \\t, \\e, \\b, \\\\ and \\<"),
    };

    private static PcKey[] Character(char character)
    {
        (PcKey key, bool shift) = UsKeyboard.Find(character);
        return key switch
        {
            PcKey.None => throw new FormatException($"no key of a US keyboard gives '{character}'"),
            _ => shift ? [PcKey.LeftShift, key] : [key],
        };
    }

    private static PcKey[] Named(string name)
    {
        string[] parts = name.Split('-');
        if (parts.Length > 0 && parts.All(part => part.Length > 0))
        {
            PcKey[] keys = [.. parts[..^1].Select(part => Modifiers.GetValueOrDefault(part)), Last(parts[^1])];
            if (!keys.Contains(PcKey.None))
            {
                return keys;
            }
        }

        throw new FormatException($"there is no key <{name}>; write <F10>, <Ctrl-C>, <Enter>, or \\< for the character");
    }

    private static PcKey Last(string name)
    {
        if (name.Length == 1)
        {
            return UsKeyboard.Find(char.ToLowerInvariant(name[0])).Key;
        }

        return Aliases.TryGetValue(name, out PcKey alias) || Modifiers.TryGetValue(name, out alias)
            ? alias
            : Enum.TryParse(name, ignoreCase: true, out PcKey key) && Enum.IsDefined(key) && !char.IsAsciiDigit(name[0]) ? key : PcKey.None;
    }

    private static void Press(List<KeyStroke> strokes, PcKey[] keys)
    {
        strokes.AddRange(keys.Select(key => new KeyStroke(key, Pressed: true)));
        strokes.AddRange(keys.Reverse().Select(key => new KeyStroke(key, Pressed: false)));
    }
}
