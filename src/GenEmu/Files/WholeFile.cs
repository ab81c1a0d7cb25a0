namespace GenEmu.Files;

/// <summary>Reads files whole, and writes files that are complete or not there at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file under another name, then gives it its own.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="write">Writes its contents.</param>
    /// <exception cref="IOException">It cannot be written; what was there is still there.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (FileStream file = File.Create(draft))
            {
                write(file);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(draft))
            {
                File.Delete(draft);
            }

            throw;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads its contents.</param>
    /// <param name="fail">Makes the exception that names the file.</param>
    public static T Open<T, TFailure>(string path, Func<ReadOnlyMemory<byte>, T> read, Func<string, Exception, TFailure> fail)
        where TFailure : Exception
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return read(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or TFailure)
        {
            throw fail($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a file; what goes wrong names it.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="write">Writes its contents.</param>
    /// <param name="fail">Makes the exception that names the file.</param>
    public static void Save<TFailure>(string path, Action<Stream> write, Func<string, Exception, TFailure> fail)
        where TFailure : Exception
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            Write(path, write);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw fail($"{path}: {exception.Message}", exception);
        }
    }
}
