using GenEmu.Core.Memory;
using GenEmu.Core.State;
using GenEmu.Files;
using GenEmu.Snapshots;

namespace GenEmu;

/// <summary>A machine at one moment: CPUs, devices, memory, time, what was written to disks with an overlay, and an access that waits for its device. It does not change.</summary>
/// <remarks>Made by <see cref="Machine.TakeSnapshot"/>, put in place by <see cref="Machine.Restore"/>; kept in files in between. May be used from any thread.</remarks>
public sealed class Snapshot
{
    private readonly Dictionary<string, StateBag> _states;
    private readonly Dictionary<string, RamImage> _memory;

    internal Snapshot(MachineOutline outline, long instructions, long now, IReadOnlyList<SnapshotPart> parts, IReadOnlyList<SnapshotMemory> memory, IReadOnlyList<SnapshotDisk> disks)
    {
        (Outline, Instructions, Now, Parts, Memory, Disks) = (outline, instructions, now, parts, memory, disks);
        _states = parts.ToDictionary(part => part.Name, part => part.State, StringComparer.Ordinal);
        _memory = memory.ToDictionary(block => block.Name, block => block.Image, StringComparer.Ordinal);
    }

    /// <summary>Instructions that all CPUs had completed.</summary>
    public long Instructions { get; }

    /// <summary>Virtual time since power-on.</summary>
    public TimeSpan VirtualTime => TimeSpan.FromTicks(Now / 100);

    /// <summary>The machine's devices: name and kind.</summary>
    public IReadOnlyList<(string Name, string Kind)> Devices => [.. Outline.Devices.Select(device => (device.Name, device.Kind))];

    /// <summary>The machine's CPUs.</summary>
    public int CpuCount => Outline.Cpus;

    /// <summary>Their model.</summary>
    public string CpuModel => Outline.CpuModel;

    /// <summary>Bytes of system RAM.</summary>
    public ulong MemorySize => Outline.Memory;

    /// <summary>Bytes of memory that are not zero, to the page.</summary>
    public long FilledMemory => Memory.Sum(block => (long)block.Image.Filled) * (long)RamBlock.PageSize;

    internal MachineOutline Outline { get; }

    internal long Now { get; }

    internal IReadOnlyList<SnapshotPart> Parts { get; }

    internal IReadOnlyList<SnapshotMemory> Memory { get; }

    internal IReadOnlyList<SnapshotDisk> Disks { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The snapshot.</returns>
    /// <exception cref="SnapshotException">There is no such file, or it is damaged, cut off or of a newer version; the message names it.</exception>
    public static Snapshot Open(string path) => WholeFile.Open(path, SnapshotFile.Read, (message, cause) => new SnapshotException(message, cause));

    /// <summary>Reads a stream's contents.</summary>
    /// <param name="contents">All of it.</param>
    /// <returns>The snapshot.</returns>
    /// <exception cref="SnapshotException">It is damaged, cut off or of a newer version.</exception>
    public static Snapshot Read(ReadOnlyMemory<byte> contents) => SnapshotFile.Read(contents);

    /// <summary>Writes to a stream what a file would contain.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SnapshotFile.Write(this, stream);
    }

    /// <summary>Writes a file. It is complete or not there at all.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="SnapshotException">It cannot be written; the message names it.</exception>
    public void Save(string path) => WholeFile.Save(path, Write, (message, cause) => new SnapshotException(message, cause));

    internal StateBag? Find(string part) => _states.GetValueOrDefault(part);

    internal RamImage? FindMemory(string name) => _memory.GetValueOrDefault(name);
}
