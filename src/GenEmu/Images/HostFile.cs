namespace GenEmu;

/// <summary>Reads and makes files that a person named.</summary>
internal static class HostFile
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="purpose">What it is for, for messages.</param>
    /// <exception cref="MachineConfigurationException">It cannot be read.</exception>
    public static byte[] ReadAll(string path, string purpose)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(path, purpose, exception);
        }
    }

    /// <summary>Makes a file, or empties one that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="purpose">What it is for, for messages.</param>
    /// <param name="bufferSize">Bytes that are kept back.</param>
    /// <exception cref="MachineConfigurationException">It cannot be written.</exception>
    public static FileStream Create(string path, string purpose, int bufferSize = 4096)
    {
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new MachineConfigurationException($"{path}: the file for {purpose} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>The error for a file that cannot be read.</summary>
    public static MachineConfigurationException Unreadable(string path, string purpose, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => new MachineConfigurationException($"{path}: there is no such file ({purpose}); check the path", exception),
        UnauthorizedAccessException => new MachineConfigurationException($"{path}: the file may not be read ({purpose}); check its permissions, or whether it is a folder", exception),
        _ => new MachineConfigurationException($"{path}: the file cannot be read ({purpose}): {exception.Message}", exception),
    };
}
