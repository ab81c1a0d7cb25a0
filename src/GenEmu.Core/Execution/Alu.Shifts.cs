using System.Runtime.CompilerServices;

namespace GenEmu.Core.Execution;

/// <content>Shifts. Counts are masked already: 0–31, with 64 bits 0–63.</content>
internal static partial class Alu
{
    /// <summary>SHL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Shl(uint value, uint count, uint bits) => Clean(value << (int)count, bits);

    /// <inheritdoc cref="Shl(uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Shl(ulong value, uint count, uint bits)
        => value << (int)count;

    /// <summary>SHR.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Shr(uint value, uint count) => value >> (int)count;

    /// <inheritdoc cref="Shr(uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Shr(ulong value, uint count) => value >> (int)count;

    /// <summary>SAR.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Sar(uint value, uint count, uint bits) => Clean((uint)(Signed(value, bits) >> (int)count), bits);

    /// <inheritdoc cref="Sar(uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Sar(ulong value, uint count, uint bits)
        => (ulong)((long)value >> (int)count);

    /// <summary>SHLD: the value shifted left, filled from <paramref name="source"/>'s top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Shld(uint value, uint source, uint count, uint bits)
        => Clean((uint)((bits == 16 ? DoubleWords(value, source) : ((ulong)value << 32) | source) >> (32 - (int)count)), bits);

    /// <inheritdoc cref="Shld(uint, uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Shld(ulong value, ulong source, uint count, uint bits)
        => count == 0 ? value : (value << (int)count) | (source >> ((int)bits - (int)count));

    /// <summary>SHRD: the value shifted right, filled from <paramref name="source"/>'s bottom.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Shrd(uint value, uint source, uint count, uint bits)
        => Clean((uint)((bits == 16 ? DoubleWords(value, source) : ((ulong)source << 32) | value) >> (int)count), bits);

    /// <inheritdoc cref="Shrd(uint, uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Shrd(ulong value, ulong source, uint count, uint bits)
        => count == 0 ? value : (value >> (int)count) | (source << ((int)bits - (int)count));

    // A count above 16 shifts the destination's own bits in again, after the source's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong DoubleWords(uint value, uint source) => ((ulong)value << 32) | (source << 16) | value;
}
