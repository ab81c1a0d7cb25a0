using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GenEmu.Core.Units;

/// <content>Shifts. A count beyond the width gives zeros, or signs.</content>
internal static partial class Packed
{
    /// <summary>PSLLW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftLeftWords(Vector128<byte> a, ulong count) => count < 16 ? (a.AsUInt16() << (int)count).AsByte() : Vector128<byte>.Zero;

    /// <summary>PSRLW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRightWords(Vector128<byte> a, ulong count) => count < 16 ? (a.AsUInt16() >>> (int)count).AsByte() : Vector128<byte>.Zero;

    /// <summary>PSLLD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftLeftDwords(Vector128<byte> a, ulong count) => count < 32 ? (a.AsUInt32() << (int)count).AsByte() : Vector128<byte>.Zero;

    /// <summary>PSRLD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRightDwords(Vector128<byte> a, ulong count) => count < 32 ? (a.AsUInt32() >>> (int)count).AsByte() : Vector128<byte>.Zero;

    /// <summary>PSLLQ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftLeftQwords(Vector128<byte> a, ulong count) => count < 64 ? (a.AsUInt64() << (int)count).AsByte() : Vector128<byte>.Zero;

    /// <summary>PSRLQ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRightQwords(Vector128<byte> a, ulong count) => count < 64 ? (a.AsUInt64() >>> (int)count).AsByte() : Vector128<byte>.Zero;

    /// <summary>PSRAW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftSignedWords(Vector128<byte> a, ulong count) => (a.AsInt16() >> (int)Math.Min(count, 15)).AsByte();

    /// <summary>PSRAD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftSignedDwords(Vector128<byte> a, ulong count) => (a.AsInt32() >> (int)Math.Min(count, 31)).AsByte();

    /// <summary>PSLLDQ: by bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftLeftBytes(Vector128<byte> a, ulong count)
    {
        (ulong low, ulong high) = (Low(a), High(a));
        int bits = (int)Math.Min(count, 16) * 8;
        return bits >= 64 ? Join(bits < 128 ? low << (bits - 64) : 0, 0)
            : bits == 0 ? a
            : Join((high << bits) | (low >> (64 - bits)), low << bits);
    }

    /// <summary>PSRLDQ: by bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRightBytes(Vector128<byte> a, ulong count)
    {
        (ulong low, ulong high) = (Low(a), High(a));
        int bits = (int)Math.Min(count, 16) * 8;
        return bits >= 64 ? Join(0, bits < 128 ? high >> (bits - 64) : 0)
            : bits == 0 ? a
            : Join(high >> bits, (low >> bits) | (high << (64 - bits)));
    }
}
