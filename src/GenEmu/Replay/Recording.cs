using GenEmu.Files;
using GenEmu.Replay;

namespace GenEmu;

/// <summary>A run of a machine that can be repeated exactly: how it began, and everything that entered it from outside, each with its stamp (rule B20). It does not change.</summary>
/// <remarks>Made by <see cref="Machine.EndRecording"/>, repeated by <see cref="Machine.Replay"/>; kept in files in between. May be used from any thread.</remarks>
public sealed class Recording
{
    internal Recording(Snapshot start, DateTimeOffset clockStart, IReadOnlyList<string> commandLine, IReadOnlyList<RecordedEntry> entries)
        => (Start, ClockStart, CommandLine, Entries) = (start, clockStart, commandLine, entries);

    /// <summary>The machine as the recording began.</summary>
    public Snapshot Start { get; }

    /// <summary>The calendar at the machine's power-on.</summary>
    public DateTimeOffset ClockStart { get; }

    /// <summary>What a program that records wants to find again, such as its command line; empty if it said nothing.</summary>
    public IReadOnlyList<string> CommandLine { get; }

    /// <summary>How many things entered from outside: input, answers that came late, ends of runs.</summary>
    public int EntryCount => Entries.Count;

    /// <summary>Instructions from the beginning to the end.</summary>
    public long Instructions => Entries.Count == 0 ? 0 : Entries[^1].Stamp.Instructions - Start.Instructions;

    /// <summary>Virtual time from the beginning to the end.</summary>
    public TimeSpan Duration => Entries.Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((Entries[^1].Stamp.Now - Start.Now) / 100);

    internal IReadOnlyList<RecordedEntry> Entries { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="RecordingException">There is no such file, or it is damaged, cut off or of a newer version; the message names it.</exception>
    public static Recording Open(string path) => WholeFile.Open(path, RecordingFile.Read, (message, cause) => new RecordingException(message, cause));

    /// <summary>Reads a stream's contents.</summary>
    /// <param name="contents">All of it.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="RecordingException">It is damaged, cut off or of a newer version.</exception>
    public static Recording Read(ReadOnlyMemory<byte> contents) => RecordingFile.Read(contents);

    /// <summary>Writes to a stream what a file would contain.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        RecordingFile.Write(this, stream);
    }

    /// <summary>Writes a file. It is complete or not there at all.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="RecordingException">It cannot be written; the message names it.</exception>
    public void Save(string path) => WholeFile.Save(path, Write, (message, cause) => new RecordingException(message, cause));
}
