using System.Runtime.CompilerServices;

namespace GenEmu.Core.Float;

/// <summary>What a destination can hold.</summary>
/// <param name="precision">Bits of significand, the integer bit included.</param>
/// <param name="minExponent">The unbiased exponent of the smallest normal number; the largest number's is 1 - that.</param>
internal readonly struct FloatFormat(int precision, int minExponent)
{
    public readonly int Precision = precision;
    public readonly int MinExponent = minExponent;

    private const int MinRegisterExponent = 1 - Float80.Bias;

    public static FloatFormat Single => new(24, -126);

    public static FloatFormat Double => new(53, -1022);

    /// <summary>Also the bias.</summary>
    public int MaxExponent => 1 - MinExponent;

    /// <summary>The biased exponent of infinities and NaNs.</summary>
    public int SpecialField => (2 * MaxExponent) + 1;

    /// <summary>A register of the x87 stack: precision control shortens the significand, never the exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatFormat Register(uint control) => new(FpuControl.Precision(control), MinRegisterExponent);
}
