using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GenEmu.Core.Units;

/// <summary>Packed integers: pure functions of 128-bit vectors. Where lanes do not mix, the generator takes them for 64-bit MMX operands too.</summary>
/// <remarks>All inline into the handlers, so that vectors stay in registers; portable vector operations give the same bits on every host.</remarks>
internal static partial class Packed
{
    /// <summary>PADDB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddBytes(Vector128<byte> a, Vector128<byte> b) => (a.AsByte() + b.AsByte()).AsByte();

    /// <summary>PADDW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddWords(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt16() + b.AsUInt16()).AsByte();

    /// <summary>PADDD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddDwords(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt32() + b.AsUInt32()).AsByte();

    /// <summary>PADDQ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddQwords(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt64() + b.AsUInt64()).AsByte();

    /// <summary>PSUBB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractBytes(Vector128<byte> a, Vector128<byte> b) => (a.AsByte() - b.AsByte()).AsByte();

    /// <summary>PSUBW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractWords(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt16() - b.AsUInt16()).AsByte();

    /// <summary>PSUBD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractDwords(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt32() - b.AsUInt32()).AsByte();

    /// <summary>PSUBQ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractQwords(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt64() - b.AsUInt64()).AsByte();

    /// <summary>PADDSB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddSignedBytes(Vector128<byte> a, Vector128<byte> b) => (Vector128.AddSaturate(a.AsSByte(), b.AsSByte())).AsByte();

    /// <summary>PADDUSB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddUnsignedBytes(Vector128<byte> a, Vector128<byte> b) => (Vector128.AddSaturate(a.AsByte(), b.AsByte())).AsByte();

    /// <summary>PSUBSB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractSignedBytes(Vector128<byte> a, Vector128<byte> b) => (Vector128.SubtractSaturate(a.AsSByte(), b.AsSByte())).AsByte();

    /// <summary>PSUBUSB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractUnsignedBytes(Vector128<byte> a, Vector128<byte> b) => (Vector128.SubtractSaturate(a.AsByte(), b.AsByte())).AsByte();

    /// <summary>PADDSW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddSignedWords(Vector128<byte> a, Vector128<byte> b) => (Vector128.AddSaturate(a.AsInt16(), b.AsInt16())).AsByte();

    /// <summary>PADDUSW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddUnsignedWords(Vector128<byte> a, Vector128<byte> b) => (Vector128.AddSaturate(a.AsUInt16(), b.AsUInt16())).AsByte();

    /// <summary>PSUBSW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractSignedWords(Vector128<byte> a, Vector128<byte> b) => (Vector128.SubtractSaturate(a.AsInt16(), b.AsInt16())).AsByte();

    /// <summary>PSUBUSW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractUnsignedWords(Vector128<byte> a, Vector128<byte> b) => (Vector128.SubtractSaturate(a.AsUInt16(), b.AsUInt16())).AsByte();

    /// <summary>PCMPEQB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> EqualBytes(Vector128<byte> a, Vector128<byte> b) => (Vector128.Equals(a.AsByte(), b.AsByte())).AsByte();

    /// <summary>PCMPGTB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> GreaterBytes(Vector128<byte> a, Vector128<byte> b) => (Vector128.GreaterThan(a.AsSByte(), b.AsSByte())).AsByte();

    /// <summary>PCMPEQW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> EqualWords(Vector128<byte> a, Vector128<byte> b) => (Vector128.Equals(a.AsUInt16(), b.AsUInt16())).AsByte();

    /// <summary>PCMPGTW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> GreaterWords(Vector128<byte> a, Vector128<byte> b) => (Vector128.GreaterThan(a.AsInt16(), b.AsInt16())).AsByte();

    /// <summary>PCMPEQD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> EqualDwords(Vector128<byte> a, Vector128<byte> b) => (Vector128.Equals(a.AsUInt32(), b.AsUInt32())).AsByte();

    /// <summary>PCMPGTD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> GreaterDwords(Vector128<byte> a, Vector128<byte> b) => (Vector128.GreaterThan(a.AsInt32(), b.AsInt32())).AsByte();

    /// <summary>PMINUB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinUnsignedBytes(Vector128<byte> a, Vector128<byte> b) => Vector128.Min(a, b);

    /// <summary>PMAXUB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxUnsignedBytes(Vector128<byte> a, Vector128<byte> b) => Vector128.Max(a, b);

    /// <summary>PMINSW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinSignedWords(Vector128<byte> a, Vector128<byte> b) => (Vector128.Min(a.AsInt16(), b.AsInt16())).AsByte();

    /// <summary>PMAXSW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxSignedWords(Vector128<byte> a, Vector128<byte> b) => (Vector128.Max(a.AsInt16(), b.AsInt16())).AsByte();

    /// <summary>PAVGB: (a + b + 1) / 2 without the ninth bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AverageBytes(Vector128<byte> a, Vector128<byte> b) => (a | b) - (((a ^ b).AsUInt16() >>> 1).AsByte() & Vector128.Create((byte)0x7F));

    /// <summary>PAVGW.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AverageWords(Vector128<byte> a, Vector128<byte> b) => ((a | b).AsUInt16() - ((a ^ b).AsUInt16() >>> 1)).AsByte();
}
