using System.Security.Cryptography;
using GenEmu.Core.Tests.Support;
using GenEmu.Core.Units;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Float;

/// <summary>RCPPS and RSQRTPS: within the SDM's bound everywhere, exact where it gives values, and the same bits on every host.</summary>
public sealed unsafe class ApproximationTests
{
    private const double Bound = 1.5 / 4096;          // SDM vol. 2, RCPPS and RSQRTPS: |relative error| <= 1.5 * 2^-12
    private const double Ours = 1.0 / 4096;           // half a unit of 12 bits
    private const uint Stride = 509;                  // odd and prime: no bit of a significand is left out
    private const uint One = 0x3F80_0000;
    private const uint SmallestNormal = 0x0080_0000;
    private const uint Infinity = 0x7F80_0000;
    private const uint Sign = 0x8000_0000;
    private const uint Indefinite = 0xFFC0_0000;

    // SDM vol. 2, RCPPS: up to the first no result is tiny, from the second on every one is; between them either may be.
    private const uint LargestNotTiny = 0x7E7F_E800;
    private const uint SmallestTiny = 0x7E80_0C01;

    private delegate void Instruction(FloatState* u, byte* to, byte* from);

    [Fact]
    public void A_reciprocal_keeps_within_the_bound_over_all_exponents_and_significands()
    {
        double greatest = 0;
        string hash = Sweep(Xmm.ReciprocalSingles, SmallestNormal, LargestNotTiny, (x, y) => greatest = Math.Max(greatest, Math.Abs((Value(x) * Value(y)) - 1)));

        Ours.ShouldBeLessThan(Bound);
        greatest.ShouldBeInRange(0.9 * Ours, Ours);          // a product of two singles is exact in a double
        hash.ShouldBe("D18B7BB0F31EC4666155DEB12A2820ACCCDFA2A7EA860D04D96CBAF1968A8459");
    }

    [Fact]
    public void A_reciprocal_root_keeps_within_the_bound_over_all_exponents_and_significands()
    {
        double greatest = 0;
        double least = 2;
        string hash = Sweep(Xmm.ReciprocalRootSingles, SmallestNormal, Infinity - 1, (x, y) =>
        {
            double square = Value(y) * Value(y) * Value(x);          // exact: y has 12 bits. It is (1 + error)², so that no root is rounded here
            greatest = Math.Max(greatest, square);
            least = Math.Min(least, square);
        });

        greatest.ShouldBeInRange(1 + Ours, (1 + Ours) * (1 + Ours));
        least.ShouldBeInRange((1 - Ours) * (1 - Ours), 1 - Ours);
        hash.ShouldBe("0ECC406A94884856151C3784827AFC5EE550ADD0C69FE56388ADDD0E1F9E878A");
    }

    [Fact]
    public void A_reciprocal_of_a_large_number_is_zero_from_where_it_would_be_tiny()
    {
        for (uint x = LargestNotTiny + 1; x < SmallestTiny; x++)
        {
            uint y = Of(Xmm.ReciprocalSingle, x);
            (y == 0 || Math.Abs((Value(x) * Value(y)) - 1) <= Bound).ShouldBeTrue($"{x:X8}: {y:X8}");
        }

        for (ulong x = SmallestTiny; x < Infinity; x += Stride)
        {
            Of(Xmm.ReciprocalSingle, (uint)x).ShouldBe(0u);
            Of(Xmm.ReciprocalSingle, (uint)x | Sign).ShouldBe(Sign);
        }
    }

    [Theory]
    [InlineData(0, Infinity)]
    [InlineData(Sign, Infinity | Sign)]
    [InlineData(1, Infinity)]
    [InlineData(SmallestNormal - 1, Infinity)]
    [InlineData(SmallestNormal - 1 + Sign, Infinity | Sign)]
    [InlineData(Infinity, 0)]
    [InlineData(Infinity | Sign, Sign)]
    [InlineData(One, One)]
    [InlineData(0x4000_0000, 0x3F00_0000)]
    [InlineData(0x7FC0_0001, 0x7FC0_0001)]
    [InlineData(0xFFC1_2345, 0xFFC1_2345)]
    [InlineData(0x7F80_0001, 0x7FC0_0001)]
    [InlineData(0xFFBF_FFFF, 0xFFFF_FFFF)]
    public void A_reciprocal_of_a_special_value_is_exact(uint value, uint expected) => Of(Xmm.ReciprocalSingle, value).ShouldBe(expected);

    [Theory]
    [InlineData(0, Infinity)]
    [InlineData(Sign, Infinity | Sign)]
    [InlineData(1, Infinity)]
    [InlineData(SmallestNormal - 1 + Sign, Infinity | Sign)]
    [InlineData(SmallestNormal + Sign, Indefinite)]
    [InlineData(One | Sign, Indefinite)]
    [InlineData(Infinity | Sign, Indefinite)]
    [InlineData(Infinity, 0)]
    [InlineData(One, One)]
    [InlineData(0x4080_0000, 0x3F00_0000)]
    [InlineData(0x7FC0_0001, 0x7FC0_0001)]
    [InlineData(0x7F80_0001, 0x7FC0_0001)]
    [InlineData(0xFF80_0001, 0xFFC0_0001)]
    public void A_reciprocal_root_of_a_special_value_is_exact(uint value, uint expected) => Of(Xmm.ReciprocalRootSingle, value).ShouldBe(expected);

    [Theory]
    [ClassData(typeof(Axes))]
    public void They_raise_nothing_and_leave_MXCSR_and_the_other_lanes(Engine engine, Answers answers)
    {
        uint[] source = [0, 0x7F80_0001, 1, One | Sign];
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.rcpps(xmm0, xmm4);
            a.rsqrtps(xmm1, xmm4);
            a.rcpss(xmm2, xmm4);
            a.rsqrtss(xmm3, xmm4);
            a.hlt();
        });
        cpu.Registers.Cr4 = 0x600;
        cpu.Registers.Mxcsr = 0x6040;          // nothing masked, towards zero, denormals are zeros
        UInt128 kept = Vector([7, 1, 2, 3]);
        cpu.Registers.SetXmm(2, kept);
        cpu.Registers.SetXmm(3, kept);
        cpu.Registers.SetXmm(4, Vector(source));

        cpu.Cpu.Run(100).Kind.ShouldBe(VcpuStopKind.Halted);

        cpu.Registers.GetXmm(0).ShouldBe(Vector([.. source.Select(x => Of(Xmm.ReciprocalSingle, x))]));
        cpu.Registers.GetXmm(1).ShouldBe(Vector([.. source.Select(x => Of(Xmm.ReciprocalRootSingle, x))]));
        cpu.Registers.GetXmm(2).ShouldBe(Vector([Infinity, 1, 2, 3]));
        cpu.Registers.GetXmm(3).ShouldBe(Vector([Infinity, 1, 2, 3]));
        cpu.Registers.Mxcsr.ShouldBe(0x6040u);
    }

    /// <summary>Runs a packed instruction over numbers from <paramref name="first"/> on.</summary>
    /// <returns>The SHA-256 of all results, which is to be the same everywhere.</returns>
    private static string Sweep(Instruction instruction, uint first, uint last, Action<uint, uint> check)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        uint* lanes = stackalloc uint[4];
        uint* results = stackalloc uint[4];
        for (ulong x = first; x <= last; x += 4 * Stride)
        {
            for (uint i = 0; i < 4; i++)
            {
                lanes[i] = (uint)Math.Min(x + (i * Stride), last);
            }

            instruction(null, (byte*)results, (byte*)lanes);
            for (int i = 0; i < 4; i++)
            {
                check(lanes[i], results[i]);
            }

            hash.AppendData(new ReadOnlySpan<byte>(results, 16));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static uint Of(Instruction instruction, uint value)
    {
        uint result = 0;
        instruction(null, (byte*)&result, (byte*)&value);
        return result;
    }

    private static double Value(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    private static UInt128 Vector(uint[] lanes) => new(lanes[2] | ((ulong)lanes[3] << 32), lanes[0] | ((ulong)lanes[1] << 32));
}
