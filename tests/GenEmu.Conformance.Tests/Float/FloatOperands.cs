using GenEmu.Core.Float;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>Operands as floating-point arithmetic likes them least.</summary>
internal static class FloatOperands
{
    private static readonly ulong[] Significands =
        [0, 1, 0x8000_0000_0000_0000, 0x8000_0000_0000_0001, 0xC000_0000_0000_0000, 0xC000_0000_0000_0001, 0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFE, 0xFFFF_FFFF_FFFF_F800, 0xFFFF_FF00_0000_0000,
            0x7FFF_FFFF_FFFF_FFFF, 0x4000_0000_0000_0000, 0xA000_0000_0000_0000, 0xB504_F333_F9DE_6484, 0x8000_0000_0000_0400, 0x8000_0080_0000_0000];

    /// <summary>A control word: every rounding and precision, and half the time some exceptions unmasked.</summary>
    public static uint ControlWord(ref FuzzRandom random)
    {
        uint masks = random.OneIn(2) ? FpuControl.Masks : random.Next32() & FpuControl.Masks;
        uint precision = random.Pick<uint>([0x000, 0x200, 0x300, 0x300]);
        return masks | precision | ((uint)random.Next(4) << 10);
    }

    /// <summary>MXCSR: every rounding, DAZ and FTZ, half the time some exceptions unmasked, sometimes with flags already set.</summary>
    public static uint MediaControl(ref FuzzRandom random)
    {
        uint masks = random.OneIn(2) ? FloatStatus.Exceptions : random.Next32() & FloatStatus.Exceptions;
        uint special = random.OneIn(2) ? 0 : random.Next32() & (Mxcsr.DenormalsAreZeros | Mxcsr.FlushToZero);
        uint flags = random.OneIn(4) ? random.Next32() & FloatStatus.Exceptions : 0;
        return (masks << 7) | special | flags | (random.OneIn(2) ? 0 : (uint)random.Next(4) << 13);
    }

    /// <summary>Any 80 bits, mostly numbers, often close in size to others.</summary>
    public static Float80 Register(ref FuzzRandom random)
    {
        ulong significand = Significand(ref random);
        int field = random.Next(16) switch
        {
            0 => 0,
            1 => Float80.MaxField,
            2 => random.Next(70),
            3 => Float80.MaxField - random.Next(70),
            4 => random.Next(0x8000),
            5 => (Float80.Bias / 2) + random.Next(70) - 35,
            6 => (Float80.Bias * 3 / 2) + random.Next(70) - 35,
            7 => Float80.Bias + random.Next(5) - 2,
            8 or 9 => Float80.Bias + random.Next(70),
            10 => Float80.Bias - 127 + random.Next(4) - random.Next(30),
            11 => Float80.Bias - 1023 + random.Next(4) - random.Next(60),
            12 => Float80.Bias + random.Pick<int>([127, 128, 1023, 1024]),
            _ => Float80.Bias + random.Next(140) - 70,
        };
        if (!random.OneIn(24) && field != 0)
        {
            significand |= Float80.IntegerBit;
        }

        return Float80.Pack(random.OneIn(2), field, significand);
    }

    /// <summary>A second operand, now and then a neighbour of the first.</summary>
    public static Float80 Register(ref FuzzRandom random, Float80 first) => random.Next(8) switch
    {
        0 => new(first.Significand, (ushort)(first.SignExponent ^ (random.OneIn(2) ? 0x8000 : 0))),
        1 => new(first.Significand ^ (1UL << random.Next(63)), (ushort)(first.SignExponent + random.Next(3) - 1)),
        _ => Register(ref random),
    };

    public static uint Single(ref FuzzRandom random) => (uint)Media(ref random, FloatFormat.Single);

    public static ulong Double(ref FuzzRandom random) => Media(ref random, FloatFormat.Double);

    private static ulong Media(ref FuzzRandom random, FloatFormat format)
    {
        int special = format.SpecialField;
        int bias = format.MaxExponent;
        int field = random.Next(16) switch
        {
            0 or 1 => 0,
            2 => special,
            3 => random.Next(format.Precision + 3),
            4 => special - random.Next(format.Precision + 3),
            5 => (bias / 2) + random.Next(20) - 10,
            6 => (bias * 3 / 2) + random.Next(20) - 10,
            7 => bias + random.Next(5) - 2,
            8 or 9 => bias + random.Next(70),
            10 => random.Next(special + 1),
            _ => bias + random.Next(2 * format.Precision) - format.Precision,
        };
        return SseOperand.Pack(format, random.OneIn(2), Math.Clamp(field, 0, special), Significand(ref random));
    }

    private static ulong Significand(ref FuzzRandom random) => random.Next(8) switch
    {
        0 => random.Pick<ulong>(Significands),
        1 => random.Pick<ulong>(Significands) + (ulong)(random.Next(9) - 4),
        2 => random.Next64() << random.Next(64),
        3 => random.Next64() >> random.Next(64),
        4 => (random.Next64() << random.Next(64)) | (1UL << 63),
        _ => random.Next64(),
    };
}
