using GenEmu.Core.Float;

namespace GenEmu.Core.Tests.Float;

/// <summary>The tables of special values in the SDM (vol. 2: F2XM1, FPATAN, FPTAN, FSIN, FYL2X, FYL2XP1), and what they raise.</summary>
public sealed class TranscendentalSpecialValueTests
{
    private const uint RoundedUp = FloatStatus.Precision | FloatStatus.C1;

    private static readonly Dictionary<string, Float80> Values = new(StringComparer.Ordinal)
    {
        ["0"] = Float80.Zero(negative: false),
        ["-0"] = Float80.Zero(negative: true),
        ["1"] = Float80.One,
        ["-1"] = Float80.One.Negate(),
        ["-1/2"] = new(Float80.IntegerBit, 0xBFFE),
        ["1/2"] = new(Float80.IntegerBit, 0x3FFE),
        ["2"] = new(Float80.IntegerBit, 0x4000),
        ["8"] = new(Float80.IntegerBit, 0x4002),
        ["3"] = new(0xC000_0000_0000_0000, 0x4000),
        ["-3"] = new(0xC000_0000_0000_0000, 0xC000),
        ["2^63"] = new(Float80.IntegerBit, 0x403E),
        ["oo"] = Float80.Infinity(negative: false),
        ["-oo"] = Float80.Infinity(negative: true),
        ["pi"] = new(0xC90F_DAA2_2168_C235, 0x4000),
        ["-pi"] = new(0xC90F_DAA2_2168_C235, 0xC000),
        ["pi/2"] = new(0xC90F_DAA2_2168_C235, 0x3FFF),
        ["-pi/2"] = new(0xC90F_DAA2_2168_C235, 0xBFFF),
        ["pi/4"] = new(0xC90F_DAA2_2168_C235, 0x3FFE),
        ["3pi/4"] = new(0x96CB_E3F9_990E_91A8, 0x4000),
        ["QNaN"] = new(0xC000_0000_0000_0001, 0x7FFF),
        ["SNaN"] = new(0x8000_0000_0000_0001, 0x7FFF),
        ["indefinite"] = Float80.Indefinite,
        ["unnormal"] = new(1, 0x3FFF),
        ["denormal"] = new(1, 0),
        ["pseudo-denormal"] = new(Float80.IntegerBit, 0),
        ["smallest"] = new(Float80.IntegerBit, 1),
    };

    [Theory]
    [InlineData("0", "0", 0)]
    [InlineData("-0", "-0", 0)]
    [InlineData("1", "1", 0)]
    [InlineData("-1", "-1/2", 0)]
    [InlineData("oo", "oo", 0)]
    [InlineData("-oo", "-1", 0)]
    [InlineData("SNaN", "QNaN", FloatStatus.Invalid)]
    [InlineData("unnormal", "indefinite", FloatStatus.Invalid)]
    public void F2xm1_of_special_values(string x, string expected, uint raised)
    {
        uint status = 0;
        Check(Fpu.PowerMinusOne(Values[x], FpuControl.Initial, ref status), expected, status, raised);
    }

    [Theory]
    [InlineData("0", "0", "0", 0)]
    [InlineData("0", "-0", "pi", RoundedUp)]
    [InlineData("-0", "-0", "-pi", RoundedUp)]
    [InlineData("-0", "0", "-0", 0)]
    [InlineData("-0", "3", "-0", 0)]
    [InlineData("0", "-3", "pi", RoundedUp)]
    [InlineData("3", "0", "pi/2", RoundedUp)]
    [InlineData("-3", "-0", "-pi/2", RoundedUp)]
    [InlineData("3", "3", "pi/4", RoundedUp)]
    [InlineData("3", "oo", "0", 0)]
    [InlineData("3", "-oo", "pi", RoundedUp)]
    [InlineData("oo", "3", "pi/2", RoundedUp)]
    [InlineData("-oo", "-3", "-pi/2", RoundedUp)]
    [InlineData("oo", "oo", "pi/4", RoundedUp)]
    [InlineData("oo", "-oo", "3pi/4", RoundedUp)]
    [InlineData("QNaN", "3", "QNaN", 0)]
    [InlineData("3", "SNaN", "QNaN", FloatStatus.Invalid)]
    [InlineData("denormal", "oo", "0", FloatStatus.Denormal)]
    public void Fpatan_of_special_values(string y, string x, string expected, uint raised)
    {
        uint status = 0;
        Check(Fpu.Arctangent(Values[y], Values[x], FpuControl.Initial, ref status), expected, status, raised);
    }

    [Theory]
    [InlineData("3", "1", "0", 0)]
    [InlineData("-3", "1", "-0", 0)]
    [InlineData("1", "8", "3", 0)]
    [InlineData("-1", "8", "-3", 0)]
    [InlineData("3", "0", "-oo", FloatStatus.ZeroDivide)]
    [InlineData("-3", "-0", "oo", FloatStatus.ZeroDivide)]
    [InlineData("oo", "0", "-oo", 0)]
    [InlineData("-oo", "0", "oo", 0)]
    [InlineData("0", "0", "indefinite", FloatStatus.Invalid)]
    [InlineData("0", "oo", "indefinite", FloatStatus.Invalid)]
    [InlineData("0", "1/2", "-0", 0)]
    [InlineData("oo", "1", "indefinite", FloatStatus.Invalid)]
    [InlineData("oo", "1/2", "-oo", 0)]
    [InlineData("oo", "2", "oo", 0)]
    [InlineData("3", "oo", "oo", 0)]
    [InlineData("-3", "oo", "-oo", 0)]
    [InlineData("3", "-1", "indefinite", FloatStatus.Invalid)]
    [InlineData("3", "-oo", "indefinite", FloatStatus.Invalid)]
    [InlineData("QNaN", "-1", "QNaN", 0)]
    public void Fyl2x_of_special_values(string y, string x, string expected, uint raised)
    {
        uint status = 0;
        Check(Fpu.YLog2X(Values[y], Values[x], FpuControl.Initial, ref status), expected, status, raised);
    }

    [Theory]
    [InlineData("3", "0", "0", 0)]
    [InlineData("-3", "0", "-0", 0)]
    [InlineData("3", "-0", "-0", 0)]
    [InlineData("1", "1", "1", 0)]
    [InlineData("oo", "0", "indefinite", FloatStatus.Invalid)]
    [InlineData("oo", "-1/2", "-oo", 0)]
    [InlineData("0", "oo", "indefinite", FloatStatus.Invalid)]
    [InlineData("3", "-1", "indefinite", FloatStatus.Invalid)]
    [InlineData("3", "SNaN", "QNaN", FloatStatus.Invalid)]
    public void Fyl2xp1_of_special_values(string y, string x, string expected, uint raised)
    {
        uint status = 0;
        Check(Fpu.YLog2XPlusOne(Values[y], Values[x], FpuControl.Initial, ref status), expected, status, raised);
    }

    [Theory]
    [InlineData("0", "0", "1", "0", 0)]
    [InlineData("-0", "-0", "1", "-0", 0)]
    [InlineData("oo", "indefinite", "indefinite", "indefinite", FloatStatus.Invalid)]
    [InlineData("-oo", "indefinite", "indefinite", "indefinite", FloatStatus.Invalid)]
    [InlineData("QNaN", "QNaN", "QNaN", "QNaN", 0)]
    [InlineData("SNaN", "QNaN", "QNaN", "QNaN", FloatStatus.Invalid)]
    [InlineData("unnormal", "indefinite", "indefinite", "indefinite", FloatStatus.Invalid)]
    public void Sine_cosine_and_tangent_of_special_values(string x, string sine, string cosine, string tangent, uint raised)
    {
        uint status = 0;
        Check(Fpu.Sine(Values[x], FpuControl.Initial, ref status), sine, status, raised);
        status = 0;
        Check(Fpu.Cosine(Values[x], FpuControl.Initial, ref status), cosine, status, raised);
        status = 0;
        Check(Fpu.Tangent(Values[x], FpuControl.Initial, ref status), tangent, status, raised);
        status = 0;
        Check(Fpu.SineAndCosine(Values[x], FpuControl.Initial, ref status, out Float80 second), sine, status, raised);
        second.ShouldBe(Values[cosine]);
    }

    [Fact]
    public void An_angle_out_of_range_sets_C2_and_changes_nothing()
    {
        uint status = 0;
        Fpu.Sine(Values["2^63"], FpuControl.Initial, ref status).ShouldBe(Values["2^63"]);
        status.ShouldBe(FloatStatus.C2 | FloatStatus.NoResult);
    }

    [Theory]
    [InlineData("denormal", "denormal", RoundedUp | FloatStatus.Denormal | FloatStatus.Underflow)]
    [InlineData("pseudo-denormal", "smallest", RoundedUp | FloatStatus.Denormal)]
    [InlineData("smallest", "smallest", RoundedUp)]
    public void The_sine_of_a_tiny_angle_is_just_below_it(string x, string expected, uint raised)
    {
        uint status = 0;
        Check(Fpu.Sine(Values[x], FpuControl.Initial, ref status), expected, status, raised);
    }

    [Fact]
    public void An_unmasked_exception_leaves_no_result()
    {
        uint status = 0;
        _ = Fpu.Sine(Values["oo"], FpuControl.Initial & ~FloatStatus.Invalid, ref status);
        status.ShouldBe(FloatStatus.Invalid | FloatStatus.NoResult);
    }

    private static void Check(Float80 result, string expected, uint status, uint raised)
    {
        result.ShouldBe(Values[expected]);
        status.ShouldBe(raised);
    }
}
