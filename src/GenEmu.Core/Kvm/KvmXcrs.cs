using System.Buffers.Binary;

namespace GenEmu.Core.Kvm;

/// <summary><c>struct kvm_xcrs</c>, 392 bytes: the number of extended control registers, flags, then 16 entries. There is one, XCR0; the guest has no XSAVE to change it with.</summary>
public static class KvmXcrs
{
    /// <summary>Bytes.</summary>
    public const int Length = 392;

    /// <summary>XCR0 after RESET: x87 alone (SDM vol. 3, table 9-1).</summary>
    public const ulong Initial = 1;

    private const int MostRegisters = 16;
    private const int EntriesOffset = 8;
    private const int EntryLength = 16;

    /// <summary>Makes the structure.</summary>
    /// <returns>Its bytes.</returns>
    public static byte[] Write()
    {
        byte[] bytes = new byte[Length];
        bytes[0] = 1;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(EntriesOffset + 8), Initial);
        return bytes;
    }

    /// <summary>Whether a vCPU can have these.</summary>
    /// <param name="from">The structure.</param>
    /// <exception cref="KvmException">It cannot; the message names the check.</exception>
    public static void Check(ReadOnlySpan<byte> from)
    {
        KvmException.Require(from.Length >= Length, "kvm_xcrs has 392 bytes");
        int count = BinaryPrimitives.ReadInt32LittleEndian(from);
        KvmException.Require((uint)count <= MostRegisters, $"nr_xcrs is {count}");
        KvmException.Require(BinaryPrimitives.ReadUInt32LittleEndian(from[4..]) == 0, "flags of kvm_xcrs are not 0");
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = from.Slice(EntriesOffset + (i * EntryLength), EntryLength);
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            bool isFirst = BinaryPrimitives.ReadUInt32LittleEndian(entry) == 0;
            KvmException.Require(!isFirst || ((value & 1) != 0 && (value & ~KvmXsave.Supported) == 0), $"XCR0 cannot be {value:X}h");
        }
    }
}
