using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GenEmu;

/// <summary>A piece of a kernel: bytes at an address, with zeros behind them up to a size.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LoadSegment(uint Address, ReadOnlyMemory<byte> Contents, int MemorySize)
{
    private const uint ElfMagic = 0x464C_457F;
    private const byte Elf32 = 1;
    private const byte LittleEndian = 1;
    private const ushort MachineI386 = 3;
    private const int ProgramHeaderSize = 32;
    private const uint Load = 1;

    /// <summary>The kernel as a multiboot header's addresses describe it (multiboot 3.1.3).</summary>
    public static (List<LoadSegment> Segments, uint Entry) OfHeader(string path, byte[] image, int header)
    {
        if (header + 32 > image.Length)
        {
            throw Damaged(path, "its multiboot header is cut off");
        }

        uint headerAddress = Dword(image, header + 12);
        uint loadAddress = Dword(image, header + 16);
        uint loadEnd = Dword(image, header + 20);
        uint zeroEnd = Dword(image, header + 24);
        long start = header - ((long)headerAddress - loadAddress);
        long length = loadEnd == 0 ? image.Length - start : (long)loadEnd - loadAddress;
        if (headerAddress < loadAddress || start < 0 || length < 0 || start + length > image.Length)
        {
            throw Damaged(path, "the addresses in its multiboot header point outside the file");
        }

        long size = Math.Max(length, zeroEnd == 0 ? 0 : (long)zeroEnd - loadAddress);
        return ([Make(path, loadAddress, image.AsMemory((int)start, (int)length), size)], Dword(image, header + 28));
    }

    /// <summary>The loadable segments of an ELF32 executable for i386.</summary>
    public static (List<LoadSegment> Segments, uint Entry) OfElf(string path, byte[] image)
    {
        if (image.Length < 52 || Dword(image, 0) != ElfMagic || image[4] != Elf32 || image[5] != LittleEndian || Word(image, 18) != MachineI386)
        {
            throw Damaged(path, "it has a multiboot header without addresses, and is no 32-bit ELF file for i386");
        }

        long table = Dword(image, 28);
        int size = Word(image, 42);
        int count = Word(image, 44);
        if (size < ProgramHeaderSize || table + ((long)size * count) > image.Length)
        {
            throw Damaged(path, "its ELF program headers are cut off");
        }

        var segments = new List<LoadSegment>();
        for (int i = 0; i < count; i++)
        {
            int at = (int)table + (i * size);
            if (Dword(image, at) != Load)
            {
                continue;
            }

            long offset = Dword(image, at + 4);
            long length = Dword(image, at + 16);
            if (offset + length > image.Length)
            {
                throw Damaged(path, $"ELF segment {i} is cut off");
            }

            segments.Add(Make(path, Dword(image, at + 12), image.AsMemory((int)offset, (int)length), Math.Max(length, Dword(image, at + 20))));
        }

        return segments.Count > 0 ? (segments, Dword(image, 24)) : throw Damaged(path, "it has no ELF segment to load");
    }

    private static LoadSegment Make(string path, uint address, ReadOnlyMemory<byte> contents, long size)
        => size <= int.MaxValue && address + size <= uint.MaxValue ? new LoadSegment(address, contents, (int)size) : throw Damaged(path, "a segment ends beyond 4 GiB");

    private static MachineConfigurationException Damaged(string path, string what) => new($"{path}: the kernel is damaged: {what}");

    private static uint Dword(byte[] image, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(offset));

    private static ushort Word(byte[] image, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(offset));
}
