namespace GenEmu.Core.Float;

/// <summary>What a destination can hold.</summary>
/// <param name="precision">Bits of significand.</param>
/// <param name="minExponent">The unbiased exponent of the smallest normal number; the largest number's is 1 - that.</param>
internal readonly struct FloatFormat(int precision, int minExponent)
{
    public readonly int Precision = precision;
    public readonly int MinExponent = minExponent;

    public static FloatFormat Single => new(24, -126);

    public static FloatFormat Double => new(53, -1022);

    /// <summary>A register of the x87 stack: precision control shortens the significand, never the exponent.</summary>
    public static FloatFormat Register(uint control) => new(FpuControl.Precision(control), MinRegisterExponent);

    public int MaxExponent => 1 - MinExponent;

    private const int MinRegisterExponent = 1 - Float80.Bias;
}
