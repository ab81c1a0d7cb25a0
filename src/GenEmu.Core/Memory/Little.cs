using System.Numerics;

namespace GenEmu.Core.Memory;

/// <summary>Little-endian pieces of 1 to 8 bytes.</summary>
internal static unsafe class Little
{
    /// <summary>All ones at a width in bytes.</summary>
    public static ulong Mask(int width) => width >= 8 ? ulong.MaxValue : (1UL << (8 * width)) - 1;

    /// <summary>Reads <paramref name="size"/> bytes at <paramref name="source"/>, which the caller vouches for.</summary>
    public static ulong Read(byte* source, int size)
    {
        switch (size)
        {
            case 1:
                return *source;
            case 2:
                return *(ushort*)source;
            case 4:
                return *(uint*)source;
            case 8:
                return *(ulong*)source;
            default:
                ulong value = 0;
                for (int i = 0; i < size; i++)
                {
                    value |= (ulong)source[i] << (8 * i);
                }

                return value;
        }
    }

    /// <summary>Reads at most 8 bytes.</summary>
    public static ulong Read(ReadOnlySpan<byte> source)
    {
        ulong value = 0;
        source[..Math.Min(source.Length, sizeof(ulong))].CopyTo(new Span<byte>(&value, sizeof(ulong)));
        return value;
    }

    /// <summary>Writes at most 8 low bytes of a value.</summary>
    public static void Write(Span<byte> target, ulong value) => new ReadOnlySpan<byte>(&value, sizeof(ulong))[..target.Length].CopyTo(target);

    /// <summary>Writes the low <paramref name="size"/> bytes of a value, 1, 2, 4 or 8, at <paramref name="target"/>, which the caller vouches for.</summary>
    public static void Write(byte* target, int size, ulong value)
    {
        switch (size)
        {
            case 1:
                *target = (byte)value;
                break;
            case 2:
                *(ushort*)target = (ushort)value;
                break;
            case 4:
                *(uint*)target = (uint)value;
                break;
            default:
                *(ulong*)target = value;
                break;
        }
    }

    /// <summary>The widest naturally aligned power of two at an address, at most <paramref name="remaining"/>.</summary>
    public static int NaturalWidth(ulong address, int remaining)
    {
        int aligned = address == 0 ? 8 : 1 << Math.Min(3, BitOperations.TrailingZeroCount(address));
        return Math.Min(aligned, (int)BitOperations.RoundUpToPowerOf2((uint)remaining + 1) >> 1);
    }
}
