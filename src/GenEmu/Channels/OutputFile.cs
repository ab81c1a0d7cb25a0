namespace GenEmu;

/// <summary>A file that gets everything that the guest sends on a channel.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly FileStream _file;
    private readonly IDisposable _subscription;

    public OutputFile(ByteChannel channel, string path)
    {
        _file = HostFile.Create(path, $"channel {channel.Name}");
        _subscription = channel.OnOutput(_file.WriteByte);
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _file.Dispose();
    }
}
