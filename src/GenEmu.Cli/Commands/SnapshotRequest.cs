namespace GenEmu.Cli.Commands;

/// <summary>A value of <c>--snapshot-on</c>.</summary>
/// <param name="Text">What must show.</param>
/// <param name="File">Where the snapshot goes.</param>
internal sealed record SnapshotRequest(string Text, string File)
{
    /// <summary>Reads the option's value.</summary>
    /// <exception cref="FormatException">It is not TEXT=FILE.</exception>
    public static SnapshotRequest Parse(string value)
    {
        int at = value.LastIndexOf('=');
        return at > 0 && at < value.Length - 1 ? new SnapshotRequest(value[..at], value[(at + 1)..]) : throw new FormatException($"'{value}' is not TEXT=FILE");
    }
}
