using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GenEmu.Core.Kvm;

/// <summary>Reads and writes the structures of this namespace as the bytes that KVM's system calls take: little-endian, without gaps.</summary>
public static class KvmStruct
{
    /// <summary>Reads a structure.</summary>
    /// <typeparam name="T">One of the structures of this namespace.</typeparam>
    /// <param name="from">At least its bytes.</param>
    /// <returns>The structure.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bytes.</exception>
    public static T Read<T>(ReadOnlySpan<byte> from)
        where T : unmanaged
        => MemoryMarshal.Read<T>(from);

    /// <summary>Writes a structure.</summary>
    /// <typeparam name="T">One of the structures of this namespace.</typeparam>
    /// <param name="value">The structure.</param>
    /// <param name="to">Gets its bytes; at least as long.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is not enough room.</exception>
    public static int Write<T>(in T value, Span<byte> to)
        where T : unmanaged
    {
        MemoryMarshal.Write(to, in value);
        return Unsafe.SizeOf<T>();
    }

    /// <summary>A structure's bytes.</summary>
    /// <typeparam name="T">One of the structures of this namespace.</typeparam>
    /// <param name="value">The structure.</param>
    /// <returns>The bytes.</returns>
    public static byte[] ToBytes<T>(in T value)
        where T : unmanaged
    {
        byte[] bytes = new byte[Unsafe.SizeOf<T>()];
        Write(in value, bytes);
        return bytes;
    }
}
