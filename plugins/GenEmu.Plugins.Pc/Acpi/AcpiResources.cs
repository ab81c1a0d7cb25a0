using System.Buffers.Binary;

namespace GenEmu.Plugins.Pc;

/// <summary>Resource descriptors of ACPI devices (ACPI specification 6.5, section 6.4).</summary>
internal static class AcpiResources
{
    private const byte Memory = 0;
    private const byte Io = 1;
    private const byte BusNumbers = 2;
    private const byte FixedRange = 0x0C;           // both ends fixed
    private const byte EntireRange = 3;             // I/O: ISA and non-ISA
    private const byte ReadWrite = 1;

    public static byte[] Buses(ushort first, ushort last) => Word(BusNumbers, 0, first, last);

    public static byte[] Ports(ushort first, ushort last) => Word(Io, EntireRange, first, last);

    /// <summary>Ports that a device decodes itself.</summary>
    public static byte[] OwnPorts(ushort first, byte count) => [0x47, 1, (byte)first, (byte)(first >> 8), (byte)first, (byte)(first >> 8), 1, count];

    /// <summary>An edge-triggered interrupt line that nobody shares (section 6.4.2.1).</summary>
    public static byte[] Interrupt(int line) => [0x22, (byte)(1 << line), (byte)((1 << line) >> 8)];

    public static byte[] MemoryWindow(uint first, uint last)
    {
        byte[] descriptor = new byte[26];
        ((ReadOnlySpan<byte>)[0x87, 23, 0, Memory, FixedRange, ReadWrite]).CopyTo(descriptor);
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor.AsSpan(10), first);
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor.AsSpan(14), last);
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor.AsSpan(22), last - first + 1);
        return descriptor;
    }

    public static byte[] Template(params byte[][] descriptors) => Aml.Buffer([.. descriptors.SelectMany(d => d), 0x79, 0]);

    private static byte[] Word(byte type, byte flags, ushort first, ushort last)
    {
        byte[] descriptor = new byte[16];
        ((ReadOnlySpan<byte>)[0x88, 13, 0, type, FixedRange, flags]).CopyTo(descriptor);
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor.AsSpan(8), first);
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor.AsSpan(10), last);
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor.AsSpan(14), (ushort)(last - first + 1));
        return descriptor;
    }
}
