using GenEmu.Core.Float;
using GenEmu.Core.Units;

namespace GenEmu.Conformance.Tests;

/// <summary>Makes states of the x87 and SSE units: numbers at the edges of every format, mostly masked exceptions, any rounding and precision.</summary>
internal static unsafe class FloatMaker
{
    private const uint AllMasked = 0x1F80;

    private static readonly ulong[] Doubles =
    [
        0, 1UL << 63, 1, 0x000F_FFFF_FFFF_FFFF, 0x0010_0000_0000_0000, 0x7FEF_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000,
        0x7FF0_0000_0000_0001, 0xFFF7_FFFF_FFFF_FFFF, 0x7FF8_0000_0000_0000, 0xFFF8_0000_0000_0000, 0x3FF0_0000_0000_0000, 0xBFF0_0000_0000_0000,
        0x41DF_FFFF_FFC0_0000, 0xC1E0_0000_0000_0000, 0x43E0_0000_0000_0000, 0x47EF_FFFF_E000_0000, 0x3690_0000_0000_0000, 0x3FE0_0000_0000_0000,
    ];

    private static readonly uint[] Singles =
    [
        0, 1u << 31, 1, 0x007F_FFFF, 0x0080_0000, 0x7F7F_FFFF, 0x7F80_0000, 0xFF80_0000, 0x7F80_0001, 0xFFBF_FFFF, 0x7FC0_0000, 0xFFC0_0000,
        0x3F80_0000, 0xBF80_0000, 0x4F00_0000, 0xCF00_0000, 0x3F00_0000, 0x4EFF_FFFF,
    ];

    /// <summary>Fills a whole state.</summary>
    public static void Fill(ref FuzzRandom random, ref FloatState state)
    {
        fixed (FloatState* u = &state)
        {
            for (int i = 0; i < FloatState.Registers; i++)
            {
                Float80 value = Extended(ref random);
                (&u->R0 + i)->Value = random.OneIn(8) ? new Float80(random.Next64(), 0xFFFF) : value;
                (&u->Xmm0)[i] = new XmmRegister { Low = Lane(ref random), High = Lane(ref random) };
            }

            u->Mxcsr = random.OneIn(4) ? random.Next32() & 0xFFFF : AllMasked | ((uint)random.Next(4) << 13) | (random.OneIn(2) ? 0x20u : 0) | (random.OneIn(4) ? 0x8040u : 0);
            u->SetControlWord((ushort)(random.OneIn(4) ? random.Next32() : 0x3F | ((uint)random.Next(16) << 8)));
            u->SetStatusWord((ushort)(random.OneIn(8) ? random.Next32() : random.Next32() & 0x7F00));
            u->Valid = random.Next(4) switch { 0 => random.NextByte(), 1 => 0, _ => 0xFF };
            u->Valid = random.OneIn(2) ? (byte)(u->Valid & ~(1 << ((u->Top - 1) & 7))) : u->Valid;
            (u->InstructionPointer, u->DataPointer, u->LastOpcode) = (random.Next32(), random.Next32(), (ushort)random.Next(0x800));
            (u->InstructionSegment, u->DataSegment) = ((ushort)random.Next32(), (ushort)random.Next32());
        }
    }

    /// <summary>Eight bytes that are a double, two singles, or anything.</summary>
    public static ulong Lane(ref FuzzRandom random) => random.Next(4) switch
    {
        0 => random.Next64(),
        1 => Double(ref random),
        _ => Single(ref random) | ((ulong)Single(ref random) << 32),
    };

    public static uint Single(ref FuzzRandom random) => random.Next(4) switch
    {
        0 => random.Next32(),
        1 => random.Pick<uint>(Singles) + (uint)(random.Next(5) - 2),
        2 => 0x3F00_0000 + (random.Next32() >> 6),
        _ => random.Pick<uint>(Singles),
    };

    public static ulong Double(ref FuzzRandom random) => random.Next(4) switch
    {
        0 => random.Next64(),
        1 => random.Pick<ulong>(Doubles) + (ulong)(random.Next(5) - 2),
        2 => 0x3FE0_0000_0000_0000 + (random.Next64() >> 9),
        _ => random.Pick<ulong>(Doubles),
    };

    public static Float80 Extended(ref FuzzRandom random)
    {
        ulong significand = random.Next(4) switch
        {
            0 => random.Next64(),
            1 => Float80.IntegerBit | (random.Next64() << random.Next(64)),
            2 => Float80.IntegerBit,
            _ => Float80.IntegerBit | (random.Next64() >> random.Next(64)),
        };
        int exponent = random.Next(8) switch
        {
            0 => random.Next(0x8000),
            1 => 0,
            2 => 0x7FFF,
            3 => 1 + random.Next(3),
            4 => 0x7FFE - random.Next(3),
            _ => Float80.Bias - 66 + random.Next(132),
        };
        significand = exponent == 0 && random.OneIn(2) ? 0 : significand;
        return new Float80(significand, (ushort)(exponent | (random.OneIn(2) ? 0x8000 : 0)));
    }
}
