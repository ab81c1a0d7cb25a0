using System.Numerics;
using System.Runtime.CompilerServices;

namespace GenEmu.Core.Execution;

/// <content>Single bits: BT and its family, BSF, BSR. A bit index counts modulo the width.</content>
internal static partial class Alu
{
    /// <summary>Bit <paramref name="index"/> of the value, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bit(uint value, uint index, uint bits) => (value >> (int)(index & (bits - 1))) & 1;

    /// <inheritdoc cref="Bit(uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Bit(ulong value, ulong index, uint bits) => (value >> (int)(index & (bits - 1))) & 1;

    /// <summary>The value with bit <paramref name="index"/> set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SetBit(uint value, uint index, uint bits) => value | (1u << (int)(index & (bits - 1)));

    /// <inheritdoc cref="SetBit(uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SetBit(ulong value, ulong index, uint bits) => value | (1UL << (int)(index & (bits - 1)));

    /// <summary>The value with bit <paramref name="index"/> clear.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ClearBit(uint value, uint index, uint bits) => value & ~(1u << (int)(index & (bits - 1)));

    /// <inheritdoc cref="ClearBit(uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ClearBit(ulong value, ulong index, uint bits) => value & ~(1UL << (int)(index & (bits - 1)));

    /// <summary>The value with bit <paramref name="index"/> inverted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint InvertBit(uint value, uint index, uint bits) => value ^ (1u << (int)(index & (bits - 1)));

    /// <inheritdoc cref="InvertBit(uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong InvertBit(ulong value, ulong index, uint bits) => value ^ (1UL << (int)(index & (bits - 1)));

    /// <summary>The index of the lowest set bit of a value that is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint BitScanForward(uint value) => (uint)BitOperations.TrailingZeroCount(value);

    /// <inheritdoc cref="BitScanForward(uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong BitScanForward(ulong value) => (ulong)BitOperations.TrailingZeroCount(value);

    /// <summary>The index of the highest set bit of a value that is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint BitScanReverse(uint value) => (uint)BitOperations.Log2(value);

    /// <inheritdoc cref="BitScanReverse(uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong BitScanReverse(ulong value) => (ulong)BitOperations.Log2(value);
}
