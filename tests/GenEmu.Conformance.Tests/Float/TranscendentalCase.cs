using System.Numerics;
using GenEmu.Core.Float;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>A transcendental function of the emulator, and the same to hundreds of bits.</summary>
/// <param name="Name">The instruction.</param>
/// <param name="Function">The emulator's.</param>
/// <param name="Exact">The true value in units of 2^-<see cref="HighPrecision.Bits"/>.</param>
/// <param name="MakeX">The top of the stack.</param>
/// <param name="MakeY">ST(1), where there is one.</param>
internal sealed record TranscendentalCase(
    string Name,
    TranscendentalCase.Emulated Function,
    Func<Float80, Float80, BigInteger> Exact,
    TranscendentalCase.Maker MakeX,
    TranscendentalCase.Maker MakeY)
{
    internal delegate Float80 Emulated(Float80 x, Float80 y, uint control, ref uint status);

    internal delegate Float80 Maker(ref FuzzRandom random);

    public static IReadOnlyList<TranscendentalCase> All { get; } =
    [
        new("fsin", (Float80 x, Float80 _, uint control, ref uint status) => Fpu.Sine(x, control, ref status), (x, _) => HighPrecision.Sine(HighPrecision.From(x)), Angle, One),
        new("fcos", (Float80 x, Float80 _, uint control, ref uint status) => Fpu.Cosine(x, control, ref status), (x, _) => HighPrecision.Cosine(HighPrecision.From(x)), Angle, One),
        new("fsincos: sine", (Float80 x, Float80 _, uint control, ref uint status) => Fpu.SineAndCosine(x, control, ref status, out Float80 _),
            (x, _) => HighPrecision.Sine(HighPrecision.From(x)), Angle, One) { DefinesC1 = false },
        new("fsincos: cosine", Cosine, (x, _) => HighPrecision.Cosine(HighPrecision.From(x)), Angle, One),
        new("fptan", (Float80 x, Float80 _, uint control, ref uint status) => Fpu.Tangent(x, control, ref status), (x, _) => HighPrecision.Tangent(HighPrecision.From(x)), Angle, One),
        new("fpatan", (Float80 x, Float80 y, uint control, ref uint status) => Fpu.Arctangent(y, x, control, ref status),
            (x, y) => HighPrecision.Arctangent(HighPrecision.From(y), HighPrecision.From(x)), Number, Number),
        new("f2xm1", (Float80 x, Float80 _, uint control, ref uint status) => Fpu.PowerMinusOne(x, control, ref status),
            (x, _) => HighPrecision.PowerMinusOne(HighPrecision.From(x)), Fraction, One),
        new("fyl2x", (Float80 x, Float80 y, uint control, ref uint status) => Fpu.YLog2X(y, x, control, ref status),
            (x, y) => Times(y, HighPrecision.Log2(HighPrecision.From(WithExponent(x, 0)), x.Field - Float80.Bias)), Positive, Number),
        new("fyl2xp1", (Float80 x, Float80 y, uint control, ref uint status) => Fpu.YLog2XPlusOne(y, x, control, ref status),
            (x, y) => Times(y, HighPrecision.Log2(HighPrecision.From(x) + HighPrecision.One, 0)), SmallFraction, Number),
    ];

    /// <summary>Whether C1 says how this result was rounded; of FSINCOS' two, it is the cosine.</summary>
    public bool DefinesC1 { get; init; } = true;

    public override string ToString() => Name;

    private static Float80 Cosine(Float80 x, Float80 y, uint control, ref uint status)
    {
        _ = Fpu.SineAndCosine(x, control, ref status, out Float80 cosine);
        return cosine;
    }

    private static BigInteger Times(Float80 y, BigInteger value)
    {
        int shift = y.Field - Float80.Bias - 63;
        BigInteger product = (y.IsNegative ? -value : value) * y.Significand;
        return shift >= 0 ? product << shift : product >> -shift;
    }

    private static Float80 One(ref FuzzRandom random) => Float80.One;

    private static Float80 Angle(ref FuzzRandom random) => random.Next(4) switch
    {
        0 => NearQuadrant(ref random),
        1 => Of(ref random, -60, 63),
        _ => Of(ref random, -4, 8),
    };

    /// <summary>An angle near a multiple of π/2, where all bits of the reduction count.</summary>
    private static Float80 NearQuadrant(ref FuzzRandom random)
    {
        uint ignored = 0;
        Float80 multiple = Fpu.FromInteger((long)(random.Next64() >> (random.Next(62) + 2)) | 1);
        Float80 half = new(0xC90F_DAA2_2168_C235, Float80.Bias);
        Float80 angle = Fpu.Multiply(multiple, half, FpuControl.Initial, ref ignored);
        return angle.Field < Float80.Bias + 63 ? new(angle.Significand ^ (random.NextByte() & 3UL), angle.SignExponent) : half;
    }

    private static Float80 Number(ref FuzzRandom random) => random.OneIn(4) ? Of(ref random, -50, 50) : Of(ref random, -3, 3);

    /// <summary>A positive number that is no power of 2: those have exact logarithms.</summary>
    private static Float80 Positive(ref FuzzRandom random)
    {
        Float80 any = random.OneIn(2) ? Of(ref random, -2, 2) : Of(ref random, -16000, 16000);
        return new(any.Significand == Float80.IntegerBit ? Float80.IntegerBit + 1 : any.Significand, (ushort)any.Field);
    }

    private static Float80 Fraction(ref FuzzRandom random) => random.OneIn(2) ? Of(ref random, -3, 0) : Of(ref random, -90, 0);

    private static Float80 SmallFraction(ref FuzzRandom random) => random.OneIn(2) ? Of(ref random, -4, -2) : Of(ref random, -90, -2);

    private static Float80 Of(ref FuzzRandom random, int lowest, int beyond)
    {
        ulong significand = random.Next(4) switch
        {
            0 => random.Next64() << random.Next(64),
            1 => ulong.MaxValue - (random.Next64() >> random.Next(64)),
            _ => random.Next64(),
        };
        int exponent = lowest + random.Next(beyond - lowest);
        return Float80.Pack(random.OneIn(2), Float80.Bias + exponent, significand | Float80.IntegerBit);
    }

    private static Float80 WithExponent(Float80 value, int exponent) => Float80.Pack(value.IsNegative, Float80.Bias + exponent, value.Significand);
}
