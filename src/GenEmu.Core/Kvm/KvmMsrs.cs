using System.Buffers.Binary;

namespace GenEmu.Core.Kvm;

/// <summary><c>struct kvm_msrs</c>: the number of registers, 4 bytes of padding, then as many entries.</summary>
public static class KvmMsrs
{
    private const int HeaderLength = 8;
    private const int EntryLength = 16;

    /// <summary>Reads the entries.</summary>
    /// <param name="from">The structure.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="KvmException">There are fewer bytes than the structure says.</exception>
    public static KvmMsrEntry[] Read(ReadOnlySpan<byte> from)
    {
        int count = from.Length < HeaderLength ? -1 : BinaryPrimitives.ReadInt32LittleEndian(from);
        if (count < 0 || count > (from.Length - HeaderLength) / EntryLength)
        {
            throw new KvmException($"kvm_msrs has {from.Length} bytes for {count} entries");
        }

        var entries = new KvmMsrEntry[count];
        for (int i = 0; i < count; i++)
        {
            entries[i] = KvmStruct.Read<KvmMsrEntry>(from[(HeaderLength + (i * EntryLength))..]);
        }

        return entries;
    }

    /// <summary>Makes the structure.</summary>
    /// <param name="entries">The entries.</param>
    /// <returns>Its bytes.</returns>
    public static byte[] Write(ReadOnlySpan<KvmMsrEntry> entries)
    {
        byte[] bytes = new byte[HeaderLength + (entries.Length * EntryLength)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            KvmStruct.Write(in entries[i], bytes.AsSpan(HeaderLength + (i * EntryLength)));
        }

        return bytes;
    }
}
