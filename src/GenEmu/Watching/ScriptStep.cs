namespace GenEmu;

/// <summary>What a person at the machine would do: wait until something shows, then type.</summary>
public sealed record ScriptStep
{
    private ScriptStep(string seen, IReadOnlyList<KeyStroke> keys, ReadOnlyMemory<byte> line) => (Seen, Keys, Line) = (seen, keys, line);

    /// <summary>The text to wait for: on the screen, the first serial line or the debug console.</summary>
    public string Seen { get; }

    /// <summary>What is typed on the keyboard.</summary>
    public IReadOnlyList<KeyStroke> Keys { get; }

    /// <summary>What is sent on the first serial line.</summary>
    public ReadOnlyMemory<byte> Line { get; }

    /// <summary>A step at the keyboard.</summary>
    /// <param name="seen">The text to wait for.</param>
    /// <param name="keys">The keys, as <see cref="KeyText"/> reads them.</param>
    /// <returns>The step.</returns>
    /// <exception cref="FormatException">There is no such key.</exception>
    public static ScriptStep Type(string seen, string keys) => new(Check(seen), KeyText.Parse(keys), default);

    /// <summary>A step on the first serial line.</summary>
    /// <param name="seen">The text to wait for.</param>
    /// <param name="text">The text to send, with the escapes of <see cref="KeyText.Unescape"/>.</param>
    /// <returns>The step.</returns>
    /// <exception cref="FormatException">There is no such escape.</exception>
    public static ScriptStep Send(string seen, string text) => new(Check(seen), [], System.Text.Encoding.UTF8.GetBytes(KeyText.Unescape(text)));

    private static string Check(string seen)
        => seen.Length > 0 ? seen : throw new FormatException("the text to wait for is empty");
}
