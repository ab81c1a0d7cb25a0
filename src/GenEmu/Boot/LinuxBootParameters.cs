using System.Buffers.Binary;

namespace GenEmu;

/// <summary>Linux' <c>boot_params</c>, the "zero page": one page with what the kernel's real-mode code would have asked the BIOS.</summary>
internal sealed class LinuxBootParameters
{
    private const int Size = 4096;
    private const int HeaderOffset = 0x1F1;
    private const int E820Entries = 0x1E8;
    private const int E820Table = 0x2D0;
    private const byte UnknownLoader = 0xFF;

    public LinuxBootParameters(ReadOnlySpan<byte> header) => header.CopyTo(Bytes.AsSpan(HeaderOffset));

    public byte[] Bytes { get; } = new byte[Size];

    public void SetLoader(uint commandLine, uint initrd, uint initrdSize)
    {
        Bytes[0x210] = UnknownLoader;
        Put(0x218, initrd);
        Put(0x21C, initrdSize);
        Put(0x228, commandLine);
    }

    /// <summary>Where the kernel finds the ACPI tables, if it need not look for them (boot protocol 2.14).</summary>
    public void SetAcpiRoot(ulong rsdp) => BinaryPrimitives.WriteUInt64LittleEndian(Bytes.AsSpan(0x70), rsdp);

    /// <summary>VGA text mode 3: 80 columns, 25 lines of 16 pixels.</summary>
    public void SetTextScreen()
    {
        Bytes[0x06] = 3;
        Bytes[0x07] = 80;
        Bytes[0x0E] = 25;
        Bytes[0x0F] = 1;
        Bytes[0x10] = 16;
    }

    /// <summary>The memory map as a BIOS reports it, INT 15h function E820h.</summary>
    public void SetMemory(IReadOnlyList<MemoryRange> ranges)
    {
        Bytes[E820Entries] = (byte)ranges.Count;
        Span<byte> at = Bytes.AsSpan(E820Table);
        foreach (MemoryRange range in ranges)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(at, range.Base);
            BinaryPrimitives.WriteUInt64LittleEndian(at[8..], range.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(at[16..], (uint)range.Kind);
            at = at[20..];
        }
    }

    private void Put(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(offset), value);
}
