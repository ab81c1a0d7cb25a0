using GenEmu.Core.Execution;
using Xunit.Abstractions;

namespace GenEmu.Core.Tests;

/// <summary>Single bits against a look at each bit in turn.</summary>
public sealed class AluBitTests
{
    private readonly AluValues _values;

    public AluBitTests(ITestOutputHelper output)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        _values = new AluValues(seed);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    public void Bit_functions_touch_the_bit_that_the_index_names_modulo_the_width(int bits)
    {
        for (int i = 0; i < AluValues.Rounds; i++)
        {
            (ulong value, ulong index) = (_values.Next(bits), _values.Next(bits));
            var at = (int)(index % (ulong)bits);
            bool[] model = [.. Enumerable.Range(0, bits).Select(n => ((value >> n) & 1) != 0)];

            (Narrow(bits) ? Alu.Bit((uint)value, (uint)index, (uint)bits) : Alu.Bit(value, index, 64)).ShouldBe(model[at] ? 1UL : 0);
            (Narrow(bits) ? Alu.SetBit((uint)value, (uint)index, (uint)bits) : Alu.SetBit(value, index, 64)).ShouldBe(With(model, at, true));
            (Narrow(bits) ? Alu.ClearBit((uint)value, (uint)index, (uint)bits) : Alu.ClearBit(value, index, 64)).ShouldBe(With(model, at, false));
            (Narrow(bits) ? Alu.InvertBit((uint)value, (uint)index, (uint)bits) : Alu.InvertBit(value, index, 64)).ShouldBe(With(model, at, !model[at]));
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    public void Scans_find_the_outermost_set_bits(int bits)
    {
        for (int i = 0; i < AluValues.Rounds; i++)
        {
            ulong value = _values.Next(bits);
            int[] set = [.. Enumerable.Range(0, bits).Where(n => ((value >> n) & 1) != 0)];
            if (set.Length != 0)
            {
                (Narrow(bits) ? Alu.BitScanForward((uint)value) : Alu.BitScanForward(value)).ShouldBe((ulong)set[0]);
                (Narrow(bits) ? Alu.BitScanReverse((uint)value) : Alu.BitScanReverse(value)).ShouldBe((ulong)set[^1]);
            }
        }
    }

    [Fact]
    public void ByteSwap_reverses_the_bytes()
    {
        Alu.ByteSwap(0x1234_5678u).ShouldBe(0x7856_3412u);
        Alu.ByteSwap(0x0123_4567_89AB_CDEFul).ShouldBe(0xEFCD_AB89_6745_2301ul);
    }

    [Fact]
    public void ByteSwap_of_16_bits_leaves_the_low_half_zero() => ((ushort)Alu.ByteSwap(0x1234u)).ShouldBe((ushort)0);

    [Fact]
    public void Join_ignores_the_registers_upper_halves() =>
        Alu.Join(0xFFFF_FFFF_1234_5678, 0xFFFF_FFFF_9ABC_DEF0).ShouldBe(0x1234_5678_9ABC_DEF0ul);

    private static bool Narrow(int bits) => bits < 64;

    private static ulong With(bool[] model, int at, bool bit)
        => model.Select((b, n) => (n == at ? bit : b) ? 1UL << n : 0).Aggregate(0UL, (sum, b) => sum | b);
}
