namespace GenEmu;

/// <summary>A file that gets everything that the guest sends on a channel.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly FileStream _file;
    private readonly IDisposable _subscription;

    public OutputFile(ByteChannel channel, string path)
    {
        try
        {
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new MachineConfigurationException($"{path}: the file for channel {channel.Name} cannot be written: {exception.Message}", exception);
        }

        _subscription = channel.OnOutput(_file.WriteByte);
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _file.Dispose();
    }
}
