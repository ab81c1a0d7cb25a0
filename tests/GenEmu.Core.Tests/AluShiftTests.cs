using GenEmu.Core.Execution;
using Xunit.Abstractions;

namespace GenEmu.Core.Tests;

/// <summary>Shifts and rotates against models that move one bit at a time.</summary>
public sealed class AluShiftTests
{
    private readonly AluValues _values;

    public AluShiftTests(ITestOutputHelper output)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        _values = new AluValues(seed);
    }

    public static TheoryData<int> Widths => [8, 16, 32, 64];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Shl_moves_zeros_in_from_the_right(int bits) => Compare(
        bits,
        CountLimit(bits),
        (v, n) => Alu.Shl((uint)v, n, (uint)bits),
        (v, n) => Alu.Shl(v, n, 64),
        v => (v << 1) & AluValues.Mask(bits));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Shr_moves_zeros_in_from_the_left(int bits) => Compare(
        bits,
        CountLimit(bits),
        (v, n) => Alu.Shr((uint)v, n),
        Alu.Shr,
        v => v >> 1);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Sar_copies_the_sign(int bits) => Compare(
        bits,
        CountLimit(bits),
        (v, n) => Alu.Sar((uint)v, n, (uint)bits),
        (v, n) => Alu.Sar(v, n, 64),
        v => (v >> 1) | (v & (1UL << (bits - 1))));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rol_turns_left(int bits) => Compare(
        bits,
        CountLimit(bits),
        (v, n) => Alu.Rol((uint)v, n, (uint)bits),
        (v, n) => Alu.Rol(v, n, 64),
        v => ((v << 1) & AluValues.Mask(bits)) | (v >> (bits - 1)));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Ror_turns_right(int bits) => Compare(
        bits,
        CountLimit(bits),
        (v, n) => Alu.Ror((uint)v, n, (uint)bits),
        (v, n) => Alu.Ror(v, n, 64),
        v => (v >> 1) | ((v & 1) << (bits - 1)));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rcl_turns_value_and_carry_left_by_the_masked_count(int bits)
    {
        for (int i = 0; i < AluValues.Rounds; i++)
        {
            ulong value = _values.Next(bits);
            uint carry = _values.NextBit();
            uint count = _values.NextCount(256);
            (ulong expected, uint cf) = (value, carry);
            for (uint n = count & (CountLimit(bits) - 1); n > 0; n--)
            {
                (expected, cf) = (((expected << 1) & AluValues.Mask(bits)) | cf, (uint)(expected >> (bits - 1)));
            }

            uint masked = count & (CountLimit(bits) - 1);
            ulong actual = bits == 64 ? Alu.Rcl(value, carry, masked, 64) : Alu.Rcl((uint)value, carry, masked, (uint)bits);
            actual.ShouldBe(expected, $"RCL {value:X},{count} carry {carry}");
            ulong actualCf = bits == 64 ? Alu.RclCarry(value, carry, masked, 64) : Alu.RclCarry((uint)value, carry, masked, (uint)bits);
            actualCf.ShouldBe(cf, $"CF of RCL {value:X},{count} carry {carry}");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rcr_turns_value_and_carry_right_by_the_masked_count(int bits)
    {
        for (int i = 0; i < AluValues.Rounds; i++)
        {
            ulong value = _values.Next(bits);
            uint carry = _values.NextBit();
            uint count = _values.NextCount(256);
            (ulong expected, uint cf) = (value, carry);
            for (uint n = count & (CountLimit(bits) - 1); n > 0; n--)
            {
                (expected, cf) = ((expected >> 1) | ((ulong)cf << (bits - 1)), (uint)(expected & 1));
            }

            uint masked = count & (CountLimit(bits) - 1);
            ulong actual = bits == 64 ? Alu.Rcr(value, carry, masked, 64) : Alu.Rcr((uint)value, carry, masked, (uint)bits);
            actual.ShouldBe(expected, $"RCR {value:X},{count} carry {carry}");
            ulong actualCf = bits == 64 ? Alu.RcrCarry(value, carry, masked, 64) : Alu.RcrCarry((uint)value, carry, masked, (uint)bits);
            actualCf.ShouldBe(cf, $"CF of RCR {value:X},{count} carry {carry}");
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    public void Shld_moves_the_source_in_from_its_top_then_the_destination_again(int bits)
    {
        for (int i = 0; i < AluValues.Rounds; i++)
        {
            (ulong value, ulong source) = (_values.Next(bits), _values.Next(bits));
            uint count = _values.NextCount((int)CountLimit(bits));
            ulong expected = value;
            for (int n = 0; n < count; n++)
            {
                ulong from = n < bits ? source : value;
                expected = ((expected << 1) & AluValues.Mask(bits)) | ((from >> (bits - 1 - (n % bits))) & 1);
            }

            ulong actual = bits == 64 ? Alu.Shld(value, source, count, 64) : Alu.Shld((uint)value, (uint)source, count, (uint)bits);
            actual.ShouldBe(expected, $"SHLD {value:X},{source:X},{count}");
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    public void Shrd_moves_the_source_in_from_its_bottom_then_the_destination_again(int bits)
    {
        for (int i = 0; i < AluValues.Rounds; i++)
        {
            (ulong value, ulong source) = (_values.Next(bits), _values.Next(bits));
            uint count = _values.NextCount((int)CountLimit(bits));
            ulong expected = value;
            for (int n = 0; n < count; n++)
            {
                ulong from = n < bits ? source : value;
                expected = (expected >> 1) | (((from >> (n % bits)) & 1) << (bits - 1));
            }

            ulong actual = bits == 64 ? Alu.Shrd(value, source, count, 64) : Alu.Shrd((uint)value, (uint)source, count, (uint)bits);
            actual.ShouldBe(expected, $"SHRD {value:X},{source:X},{count}");
        }
    }

    private static uint CountLimit(int bits) => bits == 64 ? 64u : 32u;

    private void Compare(int bits, uint limit, Func<ulong, uint, uint> narrow, Func<ulong, uint, ulong> wide, Func<ulong, ulong> step)
    {
        for (int i = 0; i < AluValues.Rounds; i++)
        {
            ulong value = _values.Next(bits);
            uint count = _values.NextCount((int)limit);
            ulong expected = value;
            for (uint n = 0; n < count; n++)
            {
                expected = step(expected);
            }

            (bits == 64 ? wide(value, count) : narrow(value, count)).ShouldBe(expected, $"{value:X} by {count}");
        }
    }
}
