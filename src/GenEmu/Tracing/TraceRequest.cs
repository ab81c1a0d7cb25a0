using GenEmu.Core.Tracing;

namespace GenEmu;

/// <summary>What a person wants traced, and where to: <c>io,events=FILE</c>.</summary>
/// <param name="Kinds">What.</param>
/// <param name="File">The file; <see langword="null"/> for standard error.</param>
public sealed record TraceRequest(TraceKinds Kinds, string? File)
{
    private static readonly (string Word, TraceKinds Kind)[] Words =
    [
        ("io", TraceKinds.Io), ("mmio", TraceKinds.Mmio), ("events", TraceKinds.Events), ("insn", TraceKinds.Instructions), ("boundary", TraceKinds.Boundaries),
    ];

    /// <summary>The words that there are, for help texts.</summary>
    public static string AllWords => string.Join(", ", Words.Select(entry => entry.Word));

    /// <summary>Reads words with commas between them, and a file's name behind an equals sign.</summary>
    /// <param name="text">Such as <c>io,mmio,events,insn=trace.txt</c>.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="FormatException">It has a word that is none; the message names it.</exception>
    public static TraceRequest Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string? file = equals < 0 ? null : text[(equals + 1)..];
        if (file is "")
        {
            throw new FormatException($"'{text}' has no file after the equals sign; leave that out for standard error");
        }

        TraceKinds kinds = TraceKinds.None;
        foreach (string word in (equals < 0 ? text : text[..equals]).Split(','))
        {
            TraceKinds kind = Words.FirstOrDefault(entry => entry.Word == word.Trim()).Kind;
            kinds |= kind != TraceKinds.None ? kind : throw new FormatException($"'{word.Trim()}' cannot be traced; what can is {AllWords}");
        }

        return new TraceRequest(kinds, file);
    }

    /// <summary>Makes the tracer that does it.</summary>
    /// <param name="standardError">Where lines go if there is no <see cref="File"/>; left open.</param>
    /// <returns>The tracer.</returns>
    /// <exception cref="MachineConfigurationException">The file cannot be written.</exception>
    public TextTracer Open(TextWriter standardError) => File is null ? new TextTracer(Kinds, standardError, leaveOpen: true) : TextTracer.ToFile(Kinds, File);
}
