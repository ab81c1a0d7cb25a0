using System.Collections.Immutable;
using GenEmu.Core.Memory;
using GenEmu.Core.State;
using GenEmu.Files;

namespace GenEmu.Snapshots;

/// <summary>The file format, described in docs/snapshots.md: a magic number, a version, a compressed body, and a checksum over everything before it.</summary>
internal static class SnapshotFile
{
    /// <summary>The version that is written.</summary>
    public const int FormatVersion = 2;

    private const int FirstWithDisks = 2;
    private const int MostStrings = 1 << 16;
    private const int LongestValue = 1 << 28;

    // Bytes that text conversion would change, as in PNG's signature.
    private static ReadOnlySpan<byte> Magic => "GESNAP\r\n"u8;

    public static void Write(Snapshot snapshot, Stream file) => SealedFile.Write(Magic, FormatVersion, writer => WriteBody(snapshot, writer), file);

    /// <summary>Reads a file's contents.</summary>
    /// <exception cref="SnapshotException">It is no snapshot, damaged, or newer.</exception>
    public static Snapshot Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            return SealedFile.Read("snapshot", Magic, FormatVersion, file, ReadBody);
        }
        catch (InvalidDataException exception)
        {
            throw new SnapshotException(exception.Message, exception);
        }
    }

    /// <summary>Writes a snapshot as a part of another file.</summary>
    public static void WriteBody(Snapshot snapshot, BinaryWriter writer)
    {
        MachineOutline outline = snapshot.Outline;
        writer.Write(outline.Memory);
        writer.Write(outline.Cpus);
        writer.Write(outline.CpuModel);
        writer.Write(outline.Mips);
        writer.Write(outline.TscMhz);
        writer.Write(outline.Devices.Count);
        foreach (DeviceOutline device in outline.Devices)
        {
            writer.Write(device.Name);
            writer.Write(device.Kind);
            writer.Write(device.Parameters.Count);
            foreach ((string key, string value) in device.Parameters)
            {
                writer.Write(key);
                writer.Write(value);
            }
        }

        writer.Write(snapshot.Instructions);
        writer.Write(snapshot.Now);
        writer.Write(snapshot.Parts.Count);
        foreach (SnapshotPart part in snapshot.Parts)
        {
            writer.Write(part.Name);
            part.State.Write(writer);
        }

        writer.Write(snapshot.Memory.Count);
        foreach (SnapshotMemory memory in snapshot.Memory)
        {
            writer.Write(memory.Name);
            WriteImage(memory.Image, writer);
        }

        writer.Write(snapshot.Disks.Count);
        foreach (SnapshotDisk disk in snapshot.Disks)
        {
            writer.Write(disk.Drive);
            WriteOverlay(disk.Written, writer);
        }
    }

    /// <summary>Reads a snapshot that is a part of another file.</summary>
    public static Snapshot ReadBody(BinaryReader reader, int version)
    {
        ulong memorySize = reader.ReadUInt64();
        int cpus = reader.ReadInt32();
        string model = reader.ReadString();
        long mips = reader.ReadInt64();
        long tsc = reader.ReadInt64();
        List<DeviceOutline> devices = List(reader, () => new DeviceOutline(
            reader.ReadString(), reader.ReadString(), List(reader, () => KeyValuePair.Create(reader.ReadString(), reader.ReadString()))));
        long instructions = reader.ReadInt64();
        long now = reader.ReadInt64();
        List<SnapshotPart> parts = List(reader, () => new SnapshotPart(reader.ReadString(), StateBag.Read(reader, LongestValue)));
        List<SnapshotMemory> memory = List(reader, () => new SnapshotMemory(reader.ReadString(), ReadImage(reader, memorySize)));
        List<SnapshotDisk> disks = version < FirstWithDisks ? [] : List(reader, () => new SnapshotDisk(reader.ReadString(), ReadOverlay(reader)));
        return new Snapshot(new MachineOutline(memorySize, cpus, model, mips, tsc, devices), instructions, now, parts, memory, disks);
    }

    private static List<T> List<T>(BinaryReader reader, Func<T> read)
    {
        int count = reader.ReadInt32();
        if ((uint)count > MostStrings)
        {
            throw new InvalidDataException($"a list of {count} entries");
        }

        var list = new List<T>();
        for (int i = 0; i < count; i++)
        {
            list.Add(read());
        }

        return list;
    }

    /// <summary>The number of pages, then each page that is not all zeros behind its number; -1 ends them.</summary>
    private static void WriteImage(RamImage image, BinaryWriter writer)
    {
        Span<byte> contents = stackalloc byte[(int)RamBlock.PageSize];
        writer.Write(image.Count);
        for (int i = 0; i < image.Count; i++)
        {
            if (image[i] is { IsZero: false } page)
            {
                page.CopyTo(contents);
                writer.Write(i);
                writer.Write(contents);
            }
        }

        writer.Write(-1);
    }

    private static RamImage ReadImage(BinaryReader reader, ulong memorySize)
    {
        const int MostDeviceMemory = 1 << 30;

        int count = reader.ReadInt32();
        if (count < 0 || (ulong)count > Math.Max(memorySize, MostDeviceMemory) >> RamBlock.PageShift)
        {
            throw new InvalidDataException($"a memory of {count} pages");
        }

        var pages = new RamPage?[count];
        for (int page = reader.ReadInt32(); page != -1; page = reader.ReadInt32())
        {
            if ((uint)page >= (uint)count)
            {
                throw new InvalidDataException($"page {page} of {count}");
            }

            byte[] contents = reader.ReadBytes((int)RamBlock.PageSize);
            pages[page] = contents.Length == (int)RamBlock.PageSize ? new RamPage(contents) : throw new EndOfStreamException("a page is cut off");
        }

        return new RamImage(pages);
    }

    /// <summary>The number of blocks, then each behind its number.</summary>
    private static void WriteOverlay(OverlayImage image, BinaryWriter writer)
    {
        writer.Write(image.Blocks.Count);
        foreach ((long block, byte[] contents) in image.Blocks.OrderBy(block => block.Key))
        {
            writer.Write(block);
            writer.Write(contents);
        }
    }

    private static OverlayImage ReadOverlay(BinaryReader reader)
    {
        var blocks = ImmutableDictionary.CreateBuilder<long, byte[]>();
        for (int left = reader.ReadInt32(); left != 0; left--)
        {
            long block = reader.ReadInt64();
            byte[] contents = reader.ReadBytes(OverlayImage.BlockSize);
            if (block is < 0 or > long.MaxValue / OverlayImage.BlockSize || contents.Length != OverlayImage.BlockSize || !blocks.TryAdd(block, contents))
            {
                throw new InvalidDataException($"block {block} of a disk is cut off, or there twice");
            }
        }

        return new OverlayImage(blocks.ToImmutable());
    }
}
