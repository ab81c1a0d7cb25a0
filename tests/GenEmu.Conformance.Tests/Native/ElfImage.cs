using System.Buffers.Binary;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>A static 32-bit executable of one segment (System V ABI, i386 supplement), which says that data is not to be executed.</summary>
internal static class ElfImage
{
    private const int HeaderLength = 52;
    private const int ProgramHeaderLength = 32;

    /// <summary>Where the program stands in the file, and so behind the segment's first byte.</summary>
    public const int ProgramOffset = HeaderLength + (2 * ProgramHeaderLength);

    public static byte[] Build(uint address, ReadOnlySpan<byte> program, int entry)
    {
        byte[] image = new byte[ProgramOffset + program.Length];
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1];        // 32 bits, little-endian, version 1
        identification.CopyTo(image);
        Half(16, 2);                                   // executable
        Half(18, 3);                                   // 386
        Word(20, 1);
        Word(24, address + ProgramOffset + (uint)entry);
        Word(28, HeaderLength);                        // program headers
        Half(40, HeaderLength);
        Half(42, ProgramHeaderLength);
        Half(44, 2);
        Word(HeaderLength, 1);                         // loadable
        Word(HeaderLength + 8, address);
        Word(HeaderLength + 12, address);
        Word(HeaderLength + 16, (uint)image.Length);
        Word(HeaderLength + 20, (uint)image.Length);
        Word(HeaderLength + 24, 5);                    // read and execute
        Word(HeaderLength + 28, NativeLayout.PageSize);
        Word(HeaderLength + ProgramHeaderLength, 0x6474_E551);           // PT_GNU_STACK, without which everything readable could be executed
        Word(HeaderLength + ProgramHeaderLength + 24, 6);                // read and write
        program.CopyTo(image.AsSpan(ProgramOffset));
        return image;

        void Half(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), value);
        void Word(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);
    }
}
