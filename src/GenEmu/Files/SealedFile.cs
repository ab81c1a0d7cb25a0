using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace GenEmu.Files;

/// <summary>The frame of GenEmu's files: a magic number, a version, a compressed body, and a checksum over everything before it.</summary>
internal static class SealedFile
{
    private const int MagicLength = 8;
    private const int HeaderLength = 12;

    /// <summary>Writes a file's contents.</summary>
    /// <param name="magic">Eight bytes.</param>
    /// <param name="version">The format's version.</param>
    /// <param name="write">Writes the body.</param>
    /// <param name="file">Where to; stays open.</param>
    public static void Write(ReadOnlySpan<byte> magic, int version, Action<BinaryWriter> write, Stream file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var body = new MemoryStream();
        using (var compressed = new DeflateStream(body, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(new BufferedStream(compressed, 1 << 16), Encoding.UTF8))
        {
            write(writer);
        }

        byte[] header = [.. magic, .. BitConverter.GetBytes(version)];
        ReadOnlySpan<byte> contents = body.GetBuffer().AsSpan(0, (int)body.Length);
        hash.AppendData(header);
        hash.AppendData(contents);
        file.Write(header);
        file.Write(contents);
        file.Write(hash.GetHashAndReset());
    }

    /// <summary>Reads a file's contents.</summary>
    /// <param name="what">What it should be, for messages.</param>
    /// <param name="magic">Eight bytes.</param>
    /// <param name="newest">The newest version of the format that is known; all before it are, too.</param>
    /// <param name="file">All of it.</param>
    /// <param name="read">Reads the body of a version.</param>
    /// <exception cref="InvalidDataException">It is something else, damaged, cut off, or of another version; the message says so.</exception>
    public static T Read<T>(string what, ReadOnlySpan<byte> magic, int newest, ReadOnlyMemory<byte> file, Func<BinaryReader, int, T> read)
    {
        ReadOnlySpan<byte> all = file.Span;
        if (all.Length < HeaderLength + SHA256.HashSizeInBytes || !all.StartsWith(magic))
        {
            throw new InvalidDataException(all.StartsWith(magic) ? $"the {what} is cut off" : $"this is no {what}");
        }

        if (!SHA256.HashData(all[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(all[^SHA256.HashSizeInBytes..]))
        {
            throw new InvalidDataException($"the {what} is damaged or cut off: its checksum does not fit");
        }

        int found = BitConverter.ToInt32(all[MagicLength..]);
        if (found < 1 || found > newest)
        {
            throw new InvalidDataException($"the {what} has format {found}; this version of GenEmu knows {(newest == 1 ? "format 1" : $"formats 1 to {newest}")}");
        }

        try
        {
            byte[] body = file[HeaderLength..^SHA256.HashSizeInBytes].ToArray();
            using var reader = new BinaryReader(new BufferedStream(new DeflateStream(new MemoryStream(body), CompressionMode.Decompress), 1 << 16), Encoding.UTF8);
            return read(reader, found);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ArgumentException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"the {what} is damaged: {exception.Message}", exception);
        }
    }
}
