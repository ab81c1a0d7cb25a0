using System.Buffers.Binary;

namespace GenEmu.Abstractions;

/// <summary>ACPI tables that can be put at any address below 4 GiB.</summary>
/// <param name="Tables">All tables but the root pointer. Pointers in them hold offsets into these bytes, and checksums are 0.</param>
/// <param name="RootPointer">The RSDP, which an operating system looks for. Its pointer holds an offset into <paramref name="Tables"/>, too.</param>
/// <param name="Pointers">Where there are pointers: 4 bytes, little-endian, to which the address of <paramref name="Tables"/> must be added.</param>
/// <param name="Checksums">Which bytes make a range's sum 0, to be set after the pointers.</param>
public sealed record AcpiImage(byte[] Tables, byte[] RootPointer, IReadOnlyList<AcpiPointer> Pointers, IReadOnlyList<AcpiChecksum> Checksums)
{
    /// <summary>The tables need an address that is a multiple of this (the FACS does).</summary>
    public const int Alignment = 64;

    /// <summary>Settles pointers and checksums for an address.</summary>
    /// <param name="address">Where <see cref="Tables"/> will be: a multiple of <see cref="Alignment"/> below 4 GiB.</param>
    /// <returns>The bytes of the tables and of the root pointer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The address is no such multiple.</exception>
    public (byte[] Tables, byte[] RootPointer) At(uint address)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(address % Alignment, 0u, nameof(address));
        byte[] tables = [.. Tables];
        byte[] root = [.. RootPointer];
        foreach (AcpiPointer pointer in Pointers)
        {
            Span<byte> at = (pointer.InRootPointer ? root : tables).AsSpan(pointer.Offset);
            BinaryPrimitives.WriteUInt32LittleEndian(at, BinaryPrimitives.ReadUInt32LittleEndian(at) + address);
        }

        foreach (AcpiChecksum checksum in Checksums)
        {
            byte[] file = checksum.InRootPointer ? root : tables;
            byte sum = 0;
            foreach (byte value in file.AsSpan(checksum.Start, checksum.Length))
            {
                sum += value;
            }

            file[checksum.Offset] -= sum;
        }

        return (tables, root);
    }
}
