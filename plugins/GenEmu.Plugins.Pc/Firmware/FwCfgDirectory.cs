using System.Buffers.Binary;
using System.Text;

namespace GenEmu.Plugins.Pc;

/// <summary>The directory of fw_cfg files: a count, then 64 bytes for each file. Unlike everything else in fw_cfg, its numbers are big-endian.</summary>
internal static class FwCfgDirectory
{
    /// <summary>The longest file name; a zero byte ends it.</summary>
    public const int LongestName = 55;

    private const int EntrySize = 64;

    /// <summary>Writes the directory of files that have consecutive keys.</summary>
    /// <param name="files">Names and contents.</param>
    /// <param name="firstKey">The first file's key.</param>
    /// <returns>The item's bytes.</returns>
    public static byte[] Encode(SortedDictionary<string, byte[]> files, ushort firstKey)
    {
        byte[] directory = new byte[sizeof(uint) + (files.Count * EntrySize)];
        BinaryPrimitives.WriteInt32BigEndian(directory, files.Count);
        Span<byte> entry = directory.AsSpan(sizeof(uint));
        ushort key = firstKey;
        foreach ((string name, byte[] contents) in files)
        {
            BinaryPrimitives.WriteInt32BigEndian(entry, contents.Length);
            BinaryPrimitives.WriteUInt16BigEndian(entry[4..], key++);
            _ = Encoding.ASCII.GetBytes(name, entry[8..]);
            entry = entry[EntrySize..];
        }

        return directory;
    }
}
