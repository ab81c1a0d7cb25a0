namespace GenEmu;

/// <summary>Reads files that a person named.</summary>
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

    /// <summary>The error for a file that cannot be read.</summary>
    public static MachineConfigurationException Unreadable(string path, string purpose, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => new MachineConfigurationException($"{path}: there is no such file ({purpose}); check the path", exception),
        UnauthorizedAccessException => new MachineConfigurationException($"{path}: the file may not be read ({purpose}); check its permissions, or whether it is a folder", exception),
        _ => new MachineConfigurationException($"{path}: the file cannot be read ({purpose}): {exception.Message}", exception),
    };
}
