using GenEmu.Abstractions;

namespace GenEmu;

/// <summary>Which keys of a US keyboard give a character.</summary>
internal static class UsKeyboard
{
    // The rows of keys from Digit1, Q, A and Z on, in the order of their scan codes.
    private static readonly (PcKey First, string Plain, string Shifted)[] Rows =
    [
        (PcKey.Digit1, "1234567890-=", "!@#$%^&*()_+"),
        (PcKey.Q, "qwertyuiop[]", "QWERTYUIOP{}"),
        (PcKey.A, "asdfghjkl;'`", "ASDFGHJKL:\"~"),
        (PcKey.Backslash, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    ];

    /// <summary>The key for a character, and whether it needs Shift; None if no key gives it.</summary>
    public static (PcKey Key, bool Shift) Find(char character)
    {
        switch (character)
        {
            case '\n' or '\r':
                return (PcKey.Enter, false);
            case '\t':
                return (PcKey.Tab, false);
            case '\b' or '\x7F':
                return (PcKey.Backspace, false);
            case '\e':
                return (PcKey.Escape, false);
            case ' ':
                return (PcKey.Space, false);
        }

        foreach ((PcKey first, string plain, string shifted) in Rows)
        {
            int at = plain.IndexOf(character);
            if (at >= 0)
            {
                return (first + (byte)at, false);
            }

            at = shifted.IndexOf(character);
            if (at >= 0)
            {
                return (first + (byte)at, true);
            }
        }

        return (PcKey.None, false);
    }
}
