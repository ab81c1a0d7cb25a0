using GenEmu.Abstractions;
using GenEmu.Files;
using GenEmu.Snapshots;

namespace GenEmu.Replay;

/// <summary>The file format, described in docs/replay.md.</summary>
internal static class RecordingFile
{
    private const int FormatVersion = 1;
    private const int MostArguments = 10_000;
    private const int MostEntries = 1 << 28;
    private const int LongestData = 1 << 26;

    /// <summary>Nanoseconds, or instructions: a century.</summary>
    private const long LongestTime = 1L << 61;

    // Bytes that text conversion would change, as in PNG's signature.
    private static ReadOnlySpan<byte> Magic => "GEREC\r\n\x1A"u8;

    public static void Write(Recording recording, Stream file) => SealedFile.Write(Magic, FormatVersion, writer => WriteBody(recording, writer), file);

    /// <summary>Reads a file's contents.</summary>
    /// <exception cref="RecordingException">It is no recording, damaged, or newer.</exception>
    public static Recording Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            return SealedFile.Read("recording", Magic, FormatVersion, file, ReadBody);
        }
        catch (InvalidDataException exception)
        {
            throw new RecordingException(exception.Message, exception);
        }
    }

    private static void WriteBody(Recording recording, BinaryWriter writer)
    {
        writer.Write(recording.ClockStart.UtcTicks);
        writer.Write(recording.CommandLine.Count);
        foreach (string argument in recording.CommandLine)
        {
            writer.Write(argument);
        }

        writer.Write(recording.Entries.Count);
        foreach (RecordedEntry entry in recording.Entries)
        {
            writer.Write(entry.Stamp.Instructions);
            writer.Write(entry.Stamp.Now);
            writer.Write(entry.Stamp.Events);
            writer.Write(entry.Stamp.Accesses);
            writer.Write((byte)entry.Kind);
            writer.Write(entry.Name);
            writer.Write(entry.Data.Length);
            writer.Write(entry.Data);
        }

        writer.Write(SnapshotFile.FormatVersion);
        SnapshotFile.WriteBody(recording.Start, writer);
    }

    private static Recording ReadBody(BinaryReader reader, int version)
    {
        var clockStart = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        int arguments = Count(reader, MostArguments, "arguments");
        var commandLine = new List<string>();
        for (int i = 0; i < arguments; i++)
        {
            commandLine.Add(reader.ReadString());
        }

        int count = Count(reader, MostEntries, "entries");
        var entries = new List<RecordedEntry>();
        for (int i = 0; i < count; i++)
        {
            entries.Add(ReadEntry(reader));
        }

        int snapshotVersion = reader.ReadInt32();
        Snapshot start = snapshotVersion is >= 1 and <= SnapshotFile.FormatVersion
            ? SnapshotFile.ReadBody(reader, snapshotVersion)
            : throw new InvalidDataException($"its beginning has format {snapshotVersion} of snapshots");
        CheckOrder(new Stamp(start.Instructions, start.Now, 0, 0), entries);
        return new Recording(start, clockStart, commandLine, entries);
    }

    private static RecordedEntry ReadEntry(BinaryReader reader)
    {
        var stamp = new Stamp(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt64());
        var kind = (EntryKind)reader.ReadByte();
        string name = reader.ReadString();
        int length = Count(reader, LongestData, "bytes");
        byte[] data = reader.ReadBytes(length);
        bool isWhole = data.Length == length && kind switch
        {
            EntryKind.Reset => data is [<= (byte)ResetKind.PowerOn],
            EntryKind.GivenUp => data.Length == 1,
            EntryKind.Answer => data.Length > 0,
            _ => Enum.IsDefined(kind),
        };
        return isWhole ? new RecordedEntry(stamp, kind, name, data) : throw new InvalidDataException($"the entry at {stamp} is none");
    }

    /// <summary>Entries that no run could come to one after the other are not from a recording.</summary>
    private static void CheckOrder(Stamp before, List<RecordedEntry> entries)
    {
        foreach (RecordedEntry entry in entries)
        {
            Stamp stamp = entry.Stamp;
            if (!stamp.IsReachableFrom(before) || stamp.Now > LongestTime || stamp.Instructions > LongestTime || stamp.Events > LongestTime)
            {
                throw new InvalidDataException($"{entry} comes after {before}");
            }

            before = stamp;
        }
    }

    private static int Count(BinaryReader reader, int most, string what)
    {
        int count = reader.ReadInt32();
        return (uint)count <= (uint)most ? count : throw new InvalidDataException($"{count} {what}");
    }
}
