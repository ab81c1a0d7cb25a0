namespace GenEmu.Files;

/// <summary>Writes files that are complete or not there at all.</summary>
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
}
