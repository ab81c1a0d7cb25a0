using System.Numerics;
using System.Runtime.CompilerServices;

namespace GenEmu.Core.Float;

/// <summary>A single or a double, taken apart.</summary>
internal readonly struct SseOperand
{
    /// <summary>The bits; a single's are the low 32.</summary>
    public readonly ulong Bits;

    /// <summary>The fraction, its highest bit at bit 62.</summary>
    public readonly ulong Fraction;
    public readonly int Field;
    public readonly bool IsNegative;
    private readonly FloatFormat _format;

    /// <summary>Takes a value apart; DAZ makes a denormal one a zero.</summary>
    public SseOperand(ulong bits, FloatFormat format, uint mxcsr)
    {
        int fractionBits = format.Precision - 1;
        _format = format;
        Field = (int)(bits >> fractionBits) & format.SpecialField;
        Fraction = bits << (64 - fractionBits) >> 1;
        IsNegative = ((bits >> fractionBits) & ((ulong)format.SpecialField + 1)) != 0;
        if (Field == 0 && (mxcsr & Mxcsr.DenormalsAreZeros) != 0)
        {
            Fraction = 0;
        }

        Bits = IsDenormal || Field != 0 ? bits : Pack(format, IsNegative, 0, 0);
    }

    public bool IsZero => Field == 0 && Fraction == 0;

    public bool IsDenormal => Field == 0 && Fraction != 0;

    public bool IsInfinity => Field == _format.SpecialField && Fraction == 0;

    public bool IsNaN => Field == _format.SpecialField && Fraction != 0;

    public bool IsSignaling => IsNaN && (Fraction & Float80.QuietBit) == 0;

    /// <summary>The significand's integer bit and fraction.</summary>
    public ulong Significand => (Field != 0 ? Float80.IntegerBit : 0) | Fraction;

    /// <summary>The exponent of <see cref="Significand"/>'s highest bit.</summary>
    public int Exponent => Math.Max(Field, 1) - _format.MaxExponent;

    /// <summary>The bits of a value of its parts; the significand's integer bit is dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pack(FloatFormat format, bool negative, int field, ulong significand)
    {
        int fractionBits = format.Precision - 1;
        ulong sign = negative ? (ulong)format.SpecialField + 1 : 0;
        return ((sign | (uint)field) << fractionBits) | (significand << 1 >> (64 - fractionBits));
    }

    /// <summary>A NaN, made quiet.</summary>
    public ulong Quiet() => Pack(_format, IsNegative, Field, Fraction | Float80.QuietBit);

    /// <summary>A number that is not 0.</summary>
    public Unrounded Unpack()
    {
        ulong significand = Significand;
        int shift = BitOperations.LeadingZeroCount(significand);
        return new(IsNegative, Exponent - shift, significand << shift);
    }
}
