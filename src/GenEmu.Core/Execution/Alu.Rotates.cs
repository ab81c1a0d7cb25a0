using System.Numerics;
using System.Runtime.CompilerServices;

namespace GenEmu.Core.Execution;

/// <content>Rotates. ROL and ROR take the masked count, RCL and RCR what <see cref="CarryRotateCount"/> makes of it.</content>
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

    /// <summary>How far RCL and RCR turn: the masked count modulo 9 or 17, or as it is (SDM, RCL).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CarryRotateCount(uint count, uint bits) => bits switch
    {
        8 => (count & 31) % 9,
        16 => (count & 31) % 17,
        32 => count & 31,
        _ => count & 63,
    };

    /// <summary>RCL: the value and the carry above it, turned left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Rcl(uint value, uint carry, uint count, uint bits)
    {
        ulong wide = ((ulong)carry << (int)bits) | value;
        return Clean((uint)((wide << (int)count) | (wide >> ((int)bits + 1 - (int)count))), bits);
    }

    /// <inheritdoc cref="Rcl(uint, uint, uint, uint)"/>
    public static ulong Rcl(ulong value, uint carry, uint count, uint bits)
    {
        UInt128 wide = new(carry, value);
        return (ulong)((wide << (int)count) | (wide >> ((int)bits + 1 - (int)count)));
    }

    /// <summary>RCR: the value and the carry above it, turned right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Rcr(uint value, uint carry, uint count, uint bits)
    {
        ulong wide = ((ulong)carry << (int)bits) | value;
        return Clean((uint)((wide >> (int)count) | (wide << ((int)bits + 1 - (int)count))), bits);
    }

    /// <inheritdoc cref="Rcr(uint, uint, uint, uint)"/>
    public static ulong Rcr(ulong value, uint carry, uint count, uint bits)
    {
        UInt128 wide = new(carry, value);
        return (ulong)((wide >> (int)count) | (wide << ((int)bits + 1 - (int)count)));
    }
}
