using System.Numerics;
using GenEmu.Core.Execution;
using Xunit.Abstractions;

namespace GenEmu.Core.Tests;

/// <summary>Multiplication and division against BigInteger.</summary>
public sealed class AluArithmeticTests
{
    private readonly AluValues _values;

    public AluArithmeticTests(ITestOutputHelper output)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        _values = new AluValues(seed);
    }

    public static TheoryData<int> Widths => [8, 16, 32, 64];

    [Theory]
    [MemberData(nameof(Widths))]
    public void MultiplyHigh_is_the_upper_half_of_the_product(int bits)
    {
        for (int i = 0; i < AluValues.Rounds; i++)
        {
            (ulong a, ulong b) = (_values.Next(bits), _values.Next(bits));
            ulong actual = bits == 64 ? Alu.MultiplyHigh(a, b, 64) : Alu.MultiplyHigh((uint)a, (uint)b, (uint)bits);
            new BigInteger(actual).ShouldBe((BigInteger)a * b >> bits, $"{a:X} * {b:X}");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Signed_multiplication_gives_its_upper_half_and_its_overflow(int bits)
    {
        for (int i = 0; i < AluValues.Rounds; i++)
        {
            (ulong a, ulong b) = (_values.Next(bits), _values.Next(bits));
            BigInteger product = Signed(a, bits) * Signed(b, bits);
            ulong high = bits == 64 ? Alu.SignedMultiplyHigh(a, b, 64) : Alu.SignedMultiplyHigh((uint)a, (uint)b, (uint)bits);
            new BigInteger(high).ShouldBe((product >> bits) & AluValues.Mask(bits), $"{a:X} * {b:X}");
            bool overflows = bits == 64
                ? Alu.SignedMultiplyOverflows(a, b, 64)
                : Alu.SignedMultiplyOverflows((uint)a, (uint)b, (uint)bits);
            overflows.ShouldBe(!Fits(product, bits), $"{a:X} * {b:X}");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Quotient_is_exact_whenever_it_fits(int bits)
    {
        int divided = 0;
        for (int i = 0; i < AluValues.Rounds; i++)
        {
            (ulong low, ulong high, ulong divisor) = (_values.Next(bits), _values.Next(bits), _values.Next(bits));
            if (high >= divisor)
            {
                continue;
            }

            divided++;
            BigInteger expected = (((BigInteger)high << bits) | low) / divisor;
            ulong actual = bits == 64
                ? Alu.Quotient(low, high, divisor, 64)
                : Alu.Quotient((uint)low, (uint)high, (uint)divisor, (uint)bits);
            new BigInteger(actual).ShouldBe(expected, $"{high:X}:{low:X} / {divisor:X}");
        }

        divided.ShouldBeGreaterThan(AluValues.Rounds / 10);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Signed_quotient_is_exact_or_reported_as_overflow(int bits)
    {
        int divided = 0;
        for (int i = 0; i < AluValues.Rounds; i++)
        {
            (ulong low, ulong high, ulong divisor) = (_values.Next(bits), _values.Next(bits), _values.Next(bits));
            if (_values.NextBit() == 0)
            {
                (low, high) = NearTheLimit(divisor, bits);           // few random dividends are near enough to matter
            }

            BigInteger by = Signed(divisor, bits);
            BigInteger dividend = (Signed(high, bits) << bits) | low;
            BigInteger? quotient = by.IsZero ? null : BigInteger.Divide(dividend, by);
            bool fits = quotient is { } q && Fits(q, bits);
            bool overflows = bits == 64
                ? Alu.SignedQuotientOverflows(low, high, divisor, 64)
                : Alu.SignedQuotientOverflows((uint)low, (uint)high, (uint)divisor, (uint)bits);
            overflows.ShouldBe(!fits, $"{high:X}:{low:X} / {divisor:X}");
            if (fits)
            {
                divided++;
                ulong actual = bits == 64
                    ? Alu.SignedQuotient(low, high, divisor, 64)
                    : Alu.SignedQuotient((uint)low, (uint)high, (uint)divisor, (uint)bits);
                new BigInteger(actual).ShouldBe(quotient!.Value & AluValues.Mask(bits), $"{high:X}:{low:X} / {divisor:X}");
            }
        }

        divided.ShouldBeGreaterThan(AluValues.Rounds / 10);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Msb_is_the_sign(int bits)
    {
        for (int i = 0; i < AluValues.Rounds; i++)
        {
            ulong value = _values.Next(bits);
            ulong expected = Signed(value, bits).Sign < 0 ? 1UL : 0;
            Alu.Msb(value, (uint)bits).ShouldBe(expected);
            if (bits < 64)
            {
                ((ulong)Alu.Msb((uint)value, (uint)bits)).ShouldBe(expected);
            }
        }
    }

    private static BigInteger Signed(ulong value, int bits)
        => (value >> (bits - 1)) == 0 ? value : value - (BigInteger.One << bits);

    private static bool Fits(BigInteger value, int bits)
        => value >= -(BigInteger.One << (bits - 1)) && value < BigInteger.One << (bits - 1);

    /// <summary>A dividend whose quotient is the largest or smallest that fits, or just beyond.</summary>
    private (ulong Low, ulong High) NearTheLimit(ulong divisor, int bits)
    {
        BigInteger by = Signed(divisor, bits);
        BigInteger limit = BigInteger.One << (bits - 1);
        BigInteger dividend = by * (_values.NextBit() == 0 ? limit : -limit) + (int)_values.NextCount(5) - 2
            + (_values.NextBit() == 0 ? by : -by);
        BigInteger image = dividend & ((BigInteger.One << (2 * bits)) - 1);
        return ((ulong)(image & AluValues.Mask(bits)), (ulong)(image >> bits));
    }
}
