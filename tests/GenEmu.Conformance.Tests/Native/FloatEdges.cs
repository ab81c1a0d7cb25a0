using GenEmu.Core.Float;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>The values at which floating-point and packed arithmetic turns; of each kind half are special ones, half lie where a format or an integer ends.</summary>
internal static class FloatEdges
{
    private const ulong BetweenSingles = 0x8000_00FF_FFFF_FFFF;
    private const ulong BetweenDoubles = 0x8000_0000_0000_07FF;

    private static readonly Float80[] SpecialExtendeds =
    [
        Of(0, 0), Of(0, 1), Of(0, ulong.MaxValue >> 1), Of(0, Float80.IntegerBit), Of(0, ulong.MaxValue),                              // zero, denormals, pseudo-denormals
        Of(Float80.MaxField, Float80.IntegerBit),
        Of(Float80.MaxField, Float80.IntegerBit + 1), Of(Float80.MaxField, ulong.MaxValue ^ Float80.QuietBit),                        // signaling NaNs
        Of(Float80.MaxField, Float80.IntegerBit | Float80.QuietBit), Of(Float80.MaxField, ulong.MaxValue),
        Of(Float80.MaxField, 0), Of(Float80.MaxField, 1), Of(Float80.Bias, Float80.QuietBit), Of(1, 0),                               // unsupported ones
        Of(1, Float80.IntegerBit), Of(1, ulong.MaxValue), Of(2, Float80.IntegerBit), Of(64, BetweenSingles),
        Of(Float80.MaxField - 1, ulong.MaxValue), Of(Float80.MaxField - 1, Float80.IntegerBit),
    ];

    private static readonly Float80[] Extendeds =
    [
        .. from exponent in (int[])[0, 1, -1, 2, 14, 15, 30, 31, 52, 53, 62, 63, 64, -64, -65, 127, 128, -126, -127, -149, -150, 1023, 1024, -1022, -1023, -1074, -1075, 8191, -8192]
           from significand in (ulong[])[Float80.IntegerBit, ulong.MaxValue, BetweenSingles, BetweenSingles + 1, BetweenDoubles, BetweenDoubles + 1, Float80.IntegerBit + 1, 0xC000_0000_0000_0000]
           select Of(Float80.Bias + exponent, significand),
    ];

    private static readonly ulong[] SpecialDoubles = [.. Special(FloatFormat.Double)];

    private static readonly ulong[] Doubles = [.. Numbers(FloatFormat.Double)];

    private static readonly ulong[] SpecialSingles = [.. Special(FloatFormat.Single)];

    private static readonly ulong[] Singles = [.. Numbers(FloatFormat.Single)];

    private static readonly ushort[] Words = [0, 1, 2, 0x7F, 0x80, 0x81, 0xFF, 0x100, 0x7FFF, 0x8000, 0x8001, 0xFFFE, 0xFFFF, 0x807F, 0x7F80, 0x00FF];

    public static Float80 Extended(ref FuzzRandom random)
    {
        Float80 value = random.Pick<Float80>(random.OneIn(2) ? SpecialExtendeds : Extendeds);
        return random.OneIn(2) ? value.Negate() : value;
    }

    public static ulong Double(ref FuzzRandom random) => random.Pick<ulong>(random.OneIn(2) ? SpecialDoubles : Doubles) ^ (random.OneIn(2) ? 1UL << 63 : 0);

    public static uint Single(ref FuzzRandom random) => (uint)random.Pick<ulong>(random.OneIn(2) ? SpecialSingles : Singles) ^ (random.OneIn(2) ? 1u << 31 : 0);

    /// <summary>Eight bytes that are integers: words, double words, or a small number as for a shift's count.</summary>
    public static ulong Integers(ref FuzzRandom random) => random.Next(8) switch
    {
        0 => (ulong)random.Next(140),
        1 => random.Next64(),
        2 or 3 => random.NextOperand() | ((ulong)random.NextOperand() << 32),
        _ => random.Pick<ushort>(Words) | ((ulong)random.Pick<ushort>(Words) << 16) | ((ulong)random.Pick<ushort>(Words) << 32) | ((ulong)random.Pick<ushort>(Words) << 48),
    };

    private static Float80 Of(int field, ulong significand) => Float80.Pack(false, field, significand);

    private static IEnumerable<ulong> Special(FloatFormat format)
    {
        int width = format.Precision - 1;
        ulong fraction = (1UL << width) - 1;
        ulong quiet = 1UL << (width - 1);
        ulong infinity = (ulong)format.SpecialField << width;
        return [0, 1, 2, fraction, fraction + 1, fraction + 2, infinity, infinity | 1, infinity | (quiet - 1), infinity | quiet, infinity | fraction, infinity - 1, infinity - 2];
    }

    private static IEnumerable<ulong> Numbers(FloatFormat format)
    {
        int width = format.Precision - 1;
        ulong fraction = (1UL << width) - 1;
        int half = format.MaxExponent / 2;
        int[] exponents = [0, 1, -1, 2, 15, 30, 31, 32, 52, 53, 62, 63, 23, 24, -24, -53, half, half + 1, -half, -half - 1, 126, 127, -125, -126, -127, -149, -150, 1 - format.MaxExponent + width];
        return from exponent in exponents
               where exponent > -format.MaxExponent && exponent <= format.MaxExponent
               from rest in (ulong[])[0, 1, fraction, 1UL << (width - 1), fraction ^ 0xFF, 0x1FFF_FFFF & fraction, 0x1000_0000 & fraction]
               select ((ulong)(exponent + format.MaxExponent) << width) | rest;
    }
}
