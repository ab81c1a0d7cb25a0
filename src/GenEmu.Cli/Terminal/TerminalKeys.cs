namespace GenEmu.Cli.Terminal;

/// <summary>Turns what a terminal reports into keys of the guest's keyboard, in the notation of <see cref="KeyText"/>.</summary>
internal static class TerminalKeys
{
    private static readonly Dictionary<ConsoleKey, string> Names = new()
    {
        [ConsoleKey.UpArrow] = "Up",
        [ConsoleKey.DownArrow] = "Down",
        [ConsoleKey.LeftArrow] = "Left",
        [ConsoleKey.RightArrow] = "Right",
        [ConsoleKey.Home] = "Home",
        [ConsoleKey.End] = "End",
        [ConsoleKey.PageUp] = "PageUp",
        [ConsoleKey.PageDown] = "PageDown",
        [ConsoleKey.Insert] = "Insert",
        [ConsoleKey.Delete] = "Delete",
        [ConsoleKey.Escape] = "Escape",
        [ConsoleKey.Enter] = "Enter",
        [ConsoleKey.Tab] = "Tab",
        [ConsoleKey.Backspace] = "Backspace",
    };

    /// <summary>The key that ends the run, as in telnet: Ctrl-]. On Unix .NET reports its code, 1Dh, as the Ctrl-5 that also has it.</summary>
    public static bool IsQuit(ConsoleKeyInfo key)
        => key.KeyChar == '\x1D' || (key.Modifiers == ConsoleModifiers.Control && key.Key is (ConsoleKey.D5 or ConsoleKey.Oem6));

    /// <summary>The notation of a key; null for one that a PC's keyboard does not have.</summary>
    public static string? Describe(ConsoleKeyInfo key)
    {
        string? name = Name(key);
        if (name is null)
        {
            return null;
        }

        string modifiers = (key.Modifiers.HasFlag(ConsoleModifiers.Control) ? "Ctrl-" : "") + (key.Modifiers.HasFlag(ConsoleModifiers.Alt) ? "Alt-" : "");
        if (modifiers.Length == 0 && name.Length == 1)
        {
            return name is "\\" or "<" or ">" ? "\\" + name : name;
        }

        string shift = name.Length > 1 && key.Modifiers.HasFlag(ConsoleModifiers.Shift) ? "Shift-" : "";
        return $"<{modifiers}{shift}{name}>";
    }

    private static string? Name(ConsoleKeyInfo key)
    {
        if (Names.TryGetValue(key.Key, out string? name))
        {
            return name;
        }

        return key switch
        {
            { Key: >= ConsoleKey.F1 and <= ConsoleKey.F12 } => $"F{key.Key - ConsoleKey.F1 + 1}",
            { Key: >= ConsoleKey.A and <= ConsoleKey.Z } when char.IsControl(key.KeyChar) || key.Modifiers.HasFlag(ConsoleModifiers.Alt) => ((char)('a' + (key.Key - ConsoleKey.A))).ToString(),
            { KeyChar: >= ' ' and < '\x7F' } => key.KeyChar.ToString(),
            _ => null,
        };
    }
}
