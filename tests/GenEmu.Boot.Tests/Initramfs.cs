using System.Globalization;
using System.Text;

namespace GenEmu.Boot.Tests;

/// <summary>Writes an initial RAM file system: a cpio archive in the "newc" format (the kernel's Documentation/driver-api/early-userspace/buffer-format.rst).</summary>
internal sealed class Initramfs
{
    private const int Folder = 0x41ED;      // drwxr-xr-x
    private const int File = 0x81ED;        // -rwxr-xr-x

    private readonly MemoryStream _archive = new();
    private int _entries;

    public Initramfs AddFolder(string name) => Add(name, Folder, []);

    public Initramfs AddFile(string name, ReadOnlySpan<byte> contents) => Add(name, File, contents);

    public Initramfs AddScript(string name, string text) => AddFile(name, Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")));

    /// <summary>The archive, ended.</summary>
    public byte[] ToArray()
    {
        Add("TRAILER!!!", 0, []);
        return _archive.ToArray();
    }

    private Initramfs Add(string name, int mode, ReadOnlySpan<byte> contents)
    {
        // Thirteen fields of eight hexadecimal digits: inode, mode, owner, group, links, time, size, four device numbers, the name's length, a checksum that this format leaves 0.
        int[] fields = [++_entries, mode, 0, 0, 1, 0, contents.Length, 0, 0, 0, 0, name.Length + 1, 0];
        _archive.Write(Encoding.ASCII.GetBytes("070701" + string.Concat(fields.Select(f => f.ToString("X8", CultureInfo.InvariantCulture))) + name + "\0"));
        Align();
        _archive.Write(contents);
        Align();
        return this;
    }

    private void Align() => _archive.SetLength(_archive.Position = (_archive.Position + 3) & ~3L);
}
