using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GenEmu.Core.Units;

/// <content>Multiplication.</content>
internal static partial class Packed
{
    /// <summary>PMULLW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyLowWords(Vector128<byte> a, Vector128<byte> b) => (a.AsInt16() * b.AsInt16()).AsByte();

    /// <summary>PMULHW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyHighWords(Vector128<byte> a, Vector128<byte> b) => (Vector128.Narrow(HighProducts(Vector128.WidenLower(a.AsInt16()), Vector128.WidenLower(b.AsInt16())), HighProducts(Vector128.WidenUpper(a.AsInt16()), Vector128.WidenUpper(b.AsInt16())))).AsByte();

    /// <summary>PMULHUW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyHighUnsignedWords(Vector128<byte> a, Vector128<byte> b) => (Vector128.Narrow((Vector128.WidenLower(a.AsUInt16()) * Vector128.WidenLower(b.AsUInt16())) >>> 16, (Vector128.WidenUpper(a.AsUInt16()) * Vector128.WidenUpper(b.AsUInt16())) >>> 16)).AsByte();

    /// <summary>PMULUDQ: the even dwords.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyDwords(Vector128<byte> a, Vector128<byte> b) => ((a.AsUInt64() & Vector128.Create(0xFFFF_FFFFUL)) * (b.AsUInt64() & Vector128.Create(0xFFFF_FFFFUL))).AsByte();

    /// <summary>PMADDWD: sums of neighbours' products; only four times 8000h overflows, and wraps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyAddWords(Vector128<byte> a, Vector128<byte> b) => (((a.AsInt32() << 16 >> 16) * (b.AsInt32() << 16 >> 16)) + ((a.AsInt32() >> 16) * (b.AsInt32() >> 16))).AsByte();

    /// <summary>PSADBW: the sum of absolute differences, for each eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SumDifferences(Vector128<byte> a, Vector128<byte> b) => SumBytes(Vector128.Max(a, b) - Vector128.Min(a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> HighProducts(Vector128<int> a, Vector128<int> b) => (a * b) >> 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> SumBytes(Vector128<byte> bytes)
    {
        Vector128<ushort> pairs = (bytes.AsUInt16() & Vector128.Create((ushort)0xFF)) + (bytes.AsUInt16() >>> 8);
        Vector128<uint> fours = (pairs.AsUInt32() & Vector128.Create(0xFFFFu)) + (pairs.AsUInt32() >>> 16);
        return ((fours.AsUInt64() & Vector128.Create(0xFFFF_FFFFUL)) + (fours.AsUInt64() >>> 32)).AsByte();
    }
}
