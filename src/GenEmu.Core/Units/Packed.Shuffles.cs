using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GenEmu.Core.Units;

/// <content>Halves, interleaving, packing, shuffles, and what moves between vectors and general registers.</content>
internal static partial class Packed
{
    /// <summary>The low half; of an MMX register all of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Low(Vector128<byte> a) => a.AsUInt64().ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Low(ulong a) => a;

    /// <summary>The high half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong High(Vector128<byte> a) => a.AsUInt64().GetElement(1);

    /// <summary>A vector of two halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Join(ulong high, ulong low) => Vector128.Create(low, high).AsByte();

    /// <summary>PUNPCKLBW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> UnpackLowBytes(Vector128<byte> a, Vector128<byte> b) => (Vector128.WidenLower(a) | (Vector128.WidenLower(b) << 8)).AsByte();

    /// <summary>PUNPCKHBW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> UnpackHighBytes(Vector128<byte> a, Vector128<byte> b) => (Vector128.WidenUpper(a) | (Vector128.WidenUpper(b) << 8)).AsByte();

    /// <summary>PUNPCKHBW of 64 bits: the upper half of what the lower halves of 128 give.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong UnpackHighBytes(ulong a, ulong b) => High(UnpackLowBytes(Join(0, a), Join(0, b)));

    /// <summary>PUNPCKLWD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> UnpackLowWords(Vector128<byte> a, Vector128<byte> b) => (Vector128.WidenLower(a.AsUInt16()) | (Vector128.WidenLower(b.AsUInt16()) << 16)).AsByte();

    /// <summary>PUNPCKHWD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> UnpackHighWords(Vector128<byte> a, Vector128<byte> b) => (Vector128.WidenUpper(a.AsUInt16()) | (Vector128.WidenUpper(b.AsUInt16()) << 16)).AsByte();

    /// <summary>PUNPCKHWD of 64 bits: the upper half of what the lower halves of 128 give.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong UnpackHighWords(ulong a, ulong b) => High(UnpackLowWords(Join(0, a), Join(0, b)));

    /// <summary>PUNPCKLDQ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> UnpackLowDwords(Vector128<byte> a, Vector128<byte> b) => (Vector128.WidenLower(a.AsUInt32()) | (Vector128.WidenLower(b.AsUInt32()) << 32)).AsByte();

    /// <summary>PUNPCKHDQ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> UnpackHighDwords(Vector128<byte> a, Vector128<byte> b) => (Vector128.WidenUpper(a.AsUInt32()) | (Vector128.WidenUpper(b.AsUInt32()) << 32)).AsByte();

    /// <summary>PUNPCKHDQ of 64 bits: the upper half of what the lower halves of 128 give.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong UnpackHighDwords(ulong a, ulong b) => High(UnpackLowDwords(Join(0, a), Join(0, b)));

    /// <summary>PUNPCKLQDQ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> UnpackLowQwords(Vector128<byte> a, Vector128<byte> b) => Join(Low(b), Low(a));

    /// <summary>PUNPCKHQDQ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> UnpackHighQwords(Vector128<byte> a, Vector128<byte> b) => Join(High(b), High(a));

    /// <summary>PACKSSWB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PackSignedWords(Vector128<byte> a, Vector128<byte> b) => Vector128.NarrowWithSaturation(a.AsInt16(), b.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PackSignedWords(ulong a, ulong b) => Low(PackSignedWords(Join(b, a), Vector128<byte>.Zero));

    /// <summary>PACKSSDW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PackSignedDwords(Vector128<byte> a, Vector128<byte> b) => Vector128.NarrowWithSaturation(a.AsInt32(), b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PackSignedDwords(ulong a, ulong b) => Low(PackSignedDwords(Join(b, a), Vector128<byte>.Zero));

    /// <summary>PACKUSWB: signed words, unsigned bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PackUnsignedWords(Vector128<byte> a, Vector128<byte> b) => Vector128.Narrow(ToUnsignedByte(a.AsInt16()), ToUnsignedByte(b.AsInt16()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PackUnsignedWords(ulong a, ulong b) => Low(PackUnsignedWords(Join(b, a), Vector128<byte>.Zero));

    /// <summary>SHUFPD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShuffleDoubles(Vector128<byte> a, Vector128<byte> b, uint order) => Join((order & 2) != 0 ? High(b) : Low(b), (order & 1) != 0 ? High(a) : Low(a));

    /// <summary>SHUFPS: two of the first operand, two of the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShuffleSingles(Vector128<byte> a, Vector128<byte> b, uint order) => UnpackLowQwords(ShuffleDwords(a, order), ShuffleDwords(b, order >> 4));

    /// <summary>PSHUFD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShuffleDwords(Vector128<byte> a, uint order) => Vector128.Shuffle(a, Vector128.Create(DwordIndices(order), DwordIndices(order >> 2), DwordIndices(order >> 4), DwordIndices(order >> 6)).AsByte());

    /// <summary>PSHUFLW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShuffleLowWords(Vector128<byte> a, uint order) => Join(High(a), ShuffleWords(Low(a), order));

    /// <summary>PSHUFHW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShuffleHighWords(Vector128<byte> a, uint order) => Join(ShuffleWords(High(a), order), Low(a));

    /// <summary>PSHUFW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ShuffleWords(ulong a, uint order) => Word(a, order) | (Word(a, order >> 2) << 16) | (Word(a, order >> 4) << 32) | (Word(a, order >> 6) << 48);

    /// <summary>PINSRW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> InsertWord(Vector128<byte> a, uint value, uint index) => (index & 4) != 0 ? Join(InsertWord(High(a), value, index), Low(a)) : Join(High(a), InsertWord(Low(a), value, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong InsertWord(ulong a, uint value, uint index) => (a & ~(0xFFFFUL << (16 * (int)(index & 3)))) | ((ulong)(ushort)value << (16 * (int)(index & 3)));

    /// <summary>PEXTRW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ExtractWord(Vector128<byte> a, uint index) => ExtractWord((index & 4) != 0 ? High(a) : Low(a), index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ExtractWord(ulong a, uint index) => (uint)Word(a, index);

    /// <summary>PMOVMSKB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignsOfBytes(Vector128<byte> a) => a.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignsOfBytes(ulong a) => Join(0, a).ExtractMostSignificantBits();

    /// <summary>MOVMSKPS.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignsOfSingles(Vector128<byte> a) => a.AsUInt32().ExtractMostSignificantBits();

    /// <summary>MOVMSKPD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignsOfDoubles(Vector128<byte> a) => a.AsUInt64().ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ulong a, uint index) => (ushort)(a >> (16 * (int)(index & 3)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint DwordIndices(uint dword) => ((dword & 3) * 0x0404_0404) + 0x0302_0100;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> ToUnsignedByte(Vector128<short> words) => Vector128.Clamp(words, Vector128<short>.Zero, Vector128.Create((short)0xFF)).AsUInt16();
}
