namespace GenEmu;

/// <summary>What a channel is connected to outside: nothing, the process's standard streams, or a file.</summary>
public sealed class ChannelBinding
{
    private const string FilePrefix = "file=";

    private readonly string? _file;
    private readonly bool _output;
    private readonly bool _input;

    private ChannelBinding(bool output, bool input, string? file) => (_output, _input, _file) = (output, input, file);

    /// <summary>Output goes nowhere, and there is no input.</summary>
    public static ChannelBinding Nothing { get; } = new(output: false, input: false, file: null);

    /// <summary>Output goes to standard output at once, input comes from standard input.</summary>
    public static ChannelBinding Stdio { get; } = new(output: true, input: true, file: null);

    /// <summary>Output goes to standard output at once; there is no input.</summary>
    public static ChannelBinding StandardOutput { get; } = new(output: true, input: false, file: null);

    /// <summary>Whether output goes to standard output.</summary>
    public bool UsesStandardOutput => _output;

    /// <summary>Output goes to a file, made anew.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The binding.</returns>
    public static ChannelBinding ToFile(string path) => new(output: false, input: false, path);

    /// <summary>Reads <c>stdio</c>, <c>stdout</c>, <c>null</c> or <c>file=F</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="folder">What a relative path is relative to.</param>
    /// <returns>The binding.</returns>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static ChannelBinding Parse(string text, string folder = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            "stdio" => Stdio,
            "stdout" => StandardOutput,
            "null" => Nothing,
            _ when text.StartsWith(FilePrefix, StringComparison.Ordinal) && text.Length > FilePrefix.Length
                => ToFile(Path.Combine(folder, text[FilePrefix.Length..])),
            _ => throw new FormatException($"'{text}' is nothing to connect a channel to; write stdio, stdout, null or file=FILE"),
        };
    }

    /// <summary>Connects a machine's channel.</summary>
    internal void Connect(Machine machine, string channel)
    {
        if (_output)
        {
            machine.Own(new StandardStreams(machine, machine.Channel(channel), _input));
        }
        else if (_file is not null)
        {
            machine.Own(new OutputFile(machine.Channel(channel), _file));
        }
    }
}
