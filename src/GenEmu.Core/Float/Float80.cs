using System.Runtime.CompilerServices;

namespace GenEmu.Core.Float;

/// <summary>The bits of a double extended-precision value: sign, 15 bits of exponent, 64 of significand with an explicit integer bit.</summary>
/// <remarks>
/// SDM vol. 1, 8.2.2 and table 8-3: the integer bit (J) makes encodings possible that no arithmetic produces. A pseudo-denormal (exponent 0, J set)
/// is a number; unnormals (J clear), pseudo-infinities and pseudo-NaNs are unsupported: invalid operands since the 387.
/// </remarks>
/// <param name="significand">J and the fraction.</param>
/// <param name="signExponent">Sign in bit 15, biased exponent below.</param>
internal readonly struct Float80(ulong significand, ushort signExponent) : IEquatable<Float80>
{
    public const int Bias = 16383;
    public const int MaxField = 0x7FFF;
    public const ulong IntegerBit = 1UL << 63;
    public const ulong QuietBit = 1UL << 62;
    private const int SignBit = 0x8000;

    public readonly ulong Significand = significand;
    public readonly ushort SignExponent = signExponent;

    /// <summary>The default NaN, which SDM calls the real indefinite: the masked answer to an invalid operation.</summary>
    public static Float80 Indefinite => new(IntegerBit | QuietBit, SignBit | MaxField);

    public static Float80 One => new(IntegerBit, Bias);

    public bool IsNegative => SignExponent >= SignBit;

    /// <summary>The sign as it stands in <see cref="SignExponent"/>.</summary>
    public int SignMask => SignExponent & SignBit;

    /// <summary>The biased exponent, 0 to 7FFFh.</summary>
    public int Field => SignExponent & MaxField;

    public bool IsNormal => (uint)(Field - 1) < MaxField - 1 && (long)Significand < 0;

    public bool IsZero => Field == 0 && Significand == 0;

    /// <summary>A denormal or a pseudo-denormal: both raise DE.</summary>
    public bool IsDenormal => Field == 0 && Significand != 0;

    public bool IsInfinity => Field == MaxField && Significand == IntegerBit;

    public bool IsNaN => Field == MaxField && Significand > IntegerBit;

    public bool IsSignaling => IsNaN && (Significand & QuietBit) == 0;

    /// <summary>An unnormal, a pseudo-infinity or a pseudo-NaN.</summary>
    public bool IsUnsupported => Field != 0 && (long)Significand >= 0;

    public static Float80 Zero(bool negative) => new(0, (ushort)(negative ? SignBit : 0));

    public static Float80 Infinity(bool negative) => new(IntegerBit, (ushort)((negative ? SignBit : 0) | MaxField));

    /// <summary>A value of its parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float80 Pack(bool negative, int field, ulong significand) => new(significand, (ushort)((negative ? SignBit : 0) | field));

    /// <summary>FCHS: the sign bit of whatever it is.</summary>
    public Float80 Negate() => new(Significand, (ushort)(SignExponent ^ SignBit));

    /// <summary>FABS.</summary>
    public Float80 Absolute() => new(Significand, (ushort)Field);

    public Float80 Quiet() => new(Significand | QuietBit, SignExponent);

    public bool Equals(Float80 other) => Significand == other.Significand && SignExponent == other.SignExponent;

    public override bool Equals(object? obj) => obj is Float80 other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Significand, SignExponent);

    public override string ToString() => $"{SignExponent:X4}:{Significand:X16}";
}
