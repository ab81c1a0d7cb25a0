namespace GenEmu.Core.Float;

/// <summary>The scalar operations of SSE and SSE2: pure functions of operands and MXCSR that report through a <see cref="FloatStatus"/>.</summary>
/// <remarks>
/// <para>Singles are <c>uint</c>, doubles <c>ulong</c>; the first operand is the destination. If the status says <see cref="FloatStatus.NoResult"/>, the destination keeps
/// its value and #XM is due. The order of exceptions and their answers: SDM vol. 1, 4.9.2 and 11.5.</para>
/// <para><see cref="HostFloat{T}"/> does the common case, <see cref="SoftSse"/> every case. A PE that MXCSR has already may be missing in the status.</para>
/// </remarks>
internal static partial class Sse
{
    /// <summary>ADDSS.</summary>
    public static uint Add(uint a, uint b, uint mxcsr, ref uint status)
        => HostFloat<float>.TryAdd(Host(a), Host(b), mxcsr, ref status, out float sum)
            ? Bits(sum)
            : (uint)SoftSse.Add(a, b, subtract: false, FloatFormat.Single, mxcsr, ref status);

    /// <summary>ADDSD.</summary>
    public static ulong Add(ulong a, ulong b, uint mxcsr, ref uint status)
        => HostFloat<double>.TryAdd(Host(a), Host(b), mxcsr, ref status, out double sum)
            ? Bits(sum)
            : SoftSse.Add(a, b, subtract: false, FloatFormat.Double, mxcsr, ref status);

    /// <summary>SUBSS: a - b.</summary>
    public static uint Subtract(uint a, uint b, uint mxcsr, ref uint status)
        => HostFloat<float>.TryAdd(Host(a), -Host(b), mxcsr, ref status, out float difference)
            ? Bits(difference)
            : (uint)SoftSse.Add(a, b, subtract: true, FloatFormat.Single, mxcsr, ref status);

    /// <summary>SUBSD: a - b.</summary>
    public static ulong Subtract(ulong a, ulong b, uint mxcsr, ref uint status)
        => HostFloat<double>.TryAdd(Host(a), -Host(b), mxcsr, ref status, out double difference)
            ? Bits(difference)
            : SoftSse.Add(a, b, subtract: true, FloatFormat.Double, mxcsr, ref status);

    /// <summary>MULSS.</summary>
    public static uint Multiply(uint a, uint b, uint mxcsr, ref uint status)
        => HostFloat<float>.TryMultiply(Host(a), Host(b), mxcsr, ref status, out float product)
            ? Bits(product)
            : (uint)SoftSse.Multiply(a, b, FloatFormat.Single, mxcsr, ref status);

    /// <summary>MULSD.</summary>
    public static ulong Multiply(ulong a, ulong b, uint mxcsr, ref uint status)
        => HostFloat<double>.TryMultiply(Host(a), Host(b), mxcsr, ref status, out double product)
            ? Bits(product)
            : SoftSse.Multiply(a, b, FloatFormat.Double, mxcsr, ref status);

    /// <summary>DIVSS: a / b.</summary>
    public static uint Divide(uint a, uint b, uint mxcsr, ref uint status)
        => HostFloat<float>.TryDivide(Host(a), Host(b), mxcsr, ref status, out float quotient)
            ? Bits(quotient)
            : (uint)SoftSse.Divide(a, b, FloatFormat.Single, mxcsr, ref status);

    /// <summary>DIVSD: a / b.</summary>
    public static ulong Divide(ulong a, ulong b, uint mxcsr, ref uint status)
        => HostFloat<double>.TryDivide(Host(a), Host(b), mxcsr, ref status, out double quotient)
            ? Bits(quotient)
            : SoftSse.Divide(a, b, FloatFormat.Double, mxcsr, ref status);

    /// <summary>SQRTSS.</summary>
    public static uint SquareRoot(uint a, uint mxcsr, ref uint status)
        => HostFloat<float>.TrySquareRoot(Host(a), mxcsr, ref status, out float root) ? Bits(root) : (uint)SoftSse.SquareRoot(a, FloatFormat.Single, mxcsr, ref status);

    /// <summary>SQRTSD.</summary>
    public static ulong SquareRoot(ulong a, uint mxcsr, ref uint status)
        => HostFloat<double>.TrySquareRoot(Host(a), mxcsr, ref status, out double root) ? Bits(root) : SoftSse.SquareRoot(a, FloatFormat.Double, mxcsr, ref status);

    private static float Host(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    private static double Host(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static ulong Bits(double value) => BitConverter.DoubleToUInt64Bits(value);
}
