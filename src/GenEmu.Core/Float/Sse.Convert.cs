namespace GenEmu.Core.Float;

/// <content>Conversions.</content>
internal static partial class Sse
{
    /// <summary>CVTSS2SD.</summary>
    public static ulong ToDouble(uint single, uint mxcsr, ref uint status)
        => HostFloat<float>.AreComparable(Host(single), 0) ? Bits((double)Host(single)) : SoftSse.Convert(single, FloatFormat.Single, FloatFormat.Double, mxcsr, ref status);

    /// <summary>CVTSD2SS.</summary>
    public static uint ToSingle(ulong value, uint mxcsr, ref uint status)
    {
        var single = (float)Host(value);
        if (!HostFloat<float>.IsPlain(mxcsr) || !HostFloat<float>.IsAboveTiny(single))
        {
            return (uint)SoftSse.Convert(value, FloatFormat.Double, FloatFormat.Single, mxcsr, ref status);
        }

        status |= single != Host(value) ? FloatStatus.Precision : 0;
        return Bits(single);
    }

    /// <summary>CVTSI2SS, CVTPI2PS, CVTDQ2PS: a signed number of 32 bits.</summary>
    public static uint IntegerToSingle(uint value, uint mxcsr, ref uint status)
        => (uint)SoftSse.FromInteger((int)value, FloatFormat.Single, mxcsr, ref status);

    /// <summary>CVTSI2SS with REX.W: a signed number of 64 bits.</summary>
    public static uint IntegerToSingle(ulong value, uint mxcsr, ref uint status) => (uint)SoftSse.FromInteger((long)value, FloatFormat.Single, mxcsr, ref status);

    /// <summary>CVTSI2SD, CVTPI2PD, CVTDQ2PD: a signed number of 32 bits, which is exact.</summary>
    public static ulong IntegerToDouble(uint value) => BitConverter.DoubleToUInt64Bits((int)value);

    /// <summary>CVTSI2SD with REX.W: a signed number of 64 bits.</summary>
    public static ulong IntegerToDouble(ulong value, uint mxcsr, ref uint status) => SoftSse.FromInteger((long)value, FloatFormat.Double, mxcsr, ref status);

    /// <summary>CVTSS2SI, CVTPS2PI, CVTPS2DQ: rounded by MXCSR; 80000000h with IE if it does not fit.</summary>
    public static uint ToInt32(uint single, uint mxcsr, ref uint status)
        => (uint)SoftSse.ToInteger(single, 32, Mxcsr.Rounding(mxcsr), FloatFormat.Single, mxcsr, ref status);

    /// <summary>CVTSD2SI, CVTPD2PI, CVTPD2DQ: rounded by MXCSR; 80000000h with IE if it does not fit.</summary>
    public static uint ToInt32(ulong value, uint mxcsr, ref uint status)
        => (uint)SoftSse.ToInteger(value, 32, Mxcsr.Rounding(mxcsr), FloatFormat.Double, mxcsr, ref status);

    /// <summary>CVTTSS2SI, CVTTPS2PI, CVTTPS2DQ: rounded to zero.</summary>
    public static uint ToInt32Truncated(uint single, uint mxcsr, ref uint status)
        => IsInt32(Host(single))
            ? Truncate(Host(single), mxcsr, ref status)
            : (uint)SoftSse.ToInteger(single, 32, RoundingMode.Zero, FloatFormat.Single, mxcsr, ref status);

    /// <summary>CVTTSD2SI, CVTTPD2PI, CVTTPD2DQ: rounded to zero.</summary>
    public static uint ToInt32Truncated(ulong value, uint mxcsr, ref uint status)
        => IsInt32(Host(value))
            ? Truncate(Host(value), mxcsr, ref status)
            : (uint)SoftSse.ToInteger(value, 32, RoundingMode.Zero, FloatFormat.Double, mxcsr, ref status);

    /// <summary>Whether a number fits when it is truncated, and is no denormal, which DAZ may change.</summary>
    private static bool IsInt32(double value) => Math.Abs(value) < 2147483648.0 && (Math.Abs(value) >= 1 || value == 0);

    private static uint Truncate(double value, uint mxcsr, ref uint status)
    {
        var integer = (int)value;
        if (integer != value)
        {
            SoftSse.Raise(FloatStatus.Precision, mxcsr, ref status);
        }

        return (uint)integer;
    }
}
