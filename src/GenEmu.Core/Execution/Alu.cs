using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace GenEmu.Core.Execution;

/// <summary>The arithmetic that the texts of opcodes.yaml call.</summary>
/// <remarks>Pure functions. Operands come zero-extended from <c>bits</c> bits, results go back so; a carry is 0 or 1.</remarks>
internal static partial class Alu
{
    /// <summary>The most significant bit, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Msb(uint value, uint bits) => (value >> ((int)bits - 1)) & 1;

    /// <inheritdoc cref="Msb(uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Msb(ulong value, uint bits) => (value >> ((int)bits - 1)) & 1;

    /// <summary>The 64-bit value of a register pair such as EDX:EAX; the registers' upper halves do not count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Join(ulong high, ulong low) => (high << 32) | (uint)low;

    /// <summary>The bytes in reverse order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ByteSwap(uint value) => BinaryPrimitives.ReverseEndianness(value);

    /// <inheritdoc cref="ByteSwap(uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ByteSwap(ulong value) => BinaryPrimitives.ReverseEndianness(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Clean(uint value, uint bits) => value & (uint.MaxValue >> (32 - (int)bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Signed(uint value, uint bits) => (int)(value << (32 - (int)bits)) >> (32 - (int)bits);
}
