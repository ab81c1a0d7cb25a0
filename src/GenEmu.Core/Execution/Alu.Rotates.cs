using System.Numerics;
using System.Runtime.CompilerServices;

namespace GenEmu.Core.Execution;

/// <content>Rotates. Counts are masked already: 0–31, with 64 bits 0–63.</content>
internal static partial class Alu
{
    /// <summary>ROL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Rol(uint value, uint count, uint bits)
    {
        int n = (int)(count & (bits - 1));
        return Clean((value << n) | (value >> (int)((bits - (uint)n) & 31)), bits);
    }

    /// <inheritdoc cref="Rol(uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Rol(ulong value, uint count, uint bits) => BitOperations.RotateLeft(value, (int)count);

    /// <summary>ROR.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Ror(uint value, uint count, uint bits) => Rol(value, bits - (count & (bits - 1)), bits);

    /// <inheritdoc cref="Ror(uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Ror(ulong value, uint count, uint bits) => BitOperations.RotateRight(value, (int)count);

    /// <summary>RCL: the value and the carry above it, turned left; 8 and 16 bits modulo 9 and 17.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Rcl(uint value, uint carry, uint count, uint bits)
        => Clean((uint)TurnLeft(value, carry, Turns(count, bits), bits), bits);

    /// <inheritdoc cref="Rcl(uint, uint, uint, uint)"/>
    public static ulong Rcl(ulong value, uint carry, uint count, uint bits) => (ulong)TurnLeft(value, carry, count, bits);

    /// <summary>The carry that RCL leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RclCarry(uint value, uint carry, uint count, uint bits)
        => (uint)(TurnLeft(value, carry, Turns(count, bits), bits) >> (int)bits) & 1;

    /// <inheritdoc cref="RclCarry(uint, uint, uint, uint)"/>
    public static ulong RclCarry(ulong value, uint carry, uint count, uint bits)
        => (ulong)(TurnLeft(value, carry, count, bits) >> (int)bits) & 1;

    /// <summary>RCR: the value and the carry above it, turned right; 8 and 16 bits modulo 9 and 17.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Rcr(uint value, uint carry, uint count, uint bits)
        => Clean((uint)TurnLeft(value, carry, bits + 1 - Turns(count, bits), bits), bits);

    /// <inheritdoc cref="Rcr(uint, uint, uint, uint)"/>
    public static ulong Rcr(ulong value, uint carry, uint count, uint bits)
        => (ulong)TurnLeft(value, carry, bits + 1 - count, bits);

    /// <summary>The carry that RCR leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RcrCarry(uint value, uint carry, uint count, uint bits)
        => (uint)(TurnLeft(value, carry, bits + 1 - Turns(count, bits), bits) >> (int)bits) & 1;

    /// <inheritdoc cref="RcrCarry(uint, uint, uint, uint)"/>
    public static ulong RcrCarry(ulong value, uint carry, uint count, uint bits)
        => (ulong)(TurnLeft(value, carry, bits + 1 - count, bits) >> (int)bits) & 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Turns(uint count, uint bits) => bits == 32 ? count : count % (bits + 1);

    // The carry is the bit above the value. Bits beyond it are left over from the shift; every caller drops them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong TurnLeft(uint value, uint carry, uint turns, uint bits)
    {
        ulong wide = ((ulong)carry << (int)bits) | value;
        return (wide << (int)turns) | (wide >> ((int)bits + 1 - (int)turns));
    }

    private static UInt128 TurnLeft(ulong value, uint carry, uint turns, uint bits)
    {
        UInt128 wide = new(carry, value);
        return (wide << (int)turns) | (wide >> ((int)bits + 1 - (int)turns));
    }
}
