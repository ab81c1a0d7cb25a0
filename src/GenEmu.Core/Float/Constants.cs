namespace GenEmu.Core.Float;

/// <summary>Irrational numbers, to more bits than any result has.</summary>
internal static class Constants
{
    public static Unrounded Pi => new(negative: false, 1, 0xC90F_DAA2_2168_C234, 0xC4C6_628B_80DC_1CD1);

    public static Unrounded HalfPi => Pi.Scale(-1);

    public static Unrounded QuarterPi => Pi.Scale(-2);

    public static Unrounded ThreeQuarterPi => new(negative: false, 1, 0x96CB_E3F9_990E_91A7, 0x9394_C9E8_A0A5_159C);

    /// <summary>ln 2.</summary>
    public static Unrounded Ln2 => new(negative: false, -1, 0xB172_17F7_D1CF_79AB, 0xC9E3_B398_03F2_F6AF);

    /// <summary>2 / ln 2.</summary>
    public static Unrounded TwoOverLn2 => new(negative: false, 1, 0xB8AA_3B29_5C17_F0BB, 0xBE87_FED0_691D_3E88);

    /// <summary>256 bits of the fraction of 2 / π: what the largest legal angle, just below 2^63, can use, and 64 more for those closest to a multiple of π / 2.</summary>
    public static ReadOnlySpan<ulong> TwoOverPi => [0xA2F9_836E_4E44_1529, 0xFC27_57D1_F534_DDC0, 0xDB62_9599_3C43_9041, 0xFE51_63AB_DEBB_C561];

    /// <summary>The arctangents of 0, 1/16, 2/16 … 1 in units of 2^-128.</summary>
    public static readonly UInt128[] Arctangents =
    [
        default,
        new(0x0FFA_ADDB_967E_F4E3, 0x6CB2_792D_C0E2_E0D5),
        new(0x1FD5_BA9A_AC2F_6DC6, 0x5912_F313_E7D1_11DE),
        new(0x2F72_F697_9CB6_044D, 0x1EC2_D3E2_0727_1D21),
        new(0x3EB6_EBF2_5901_BAC5, 0x5B71_E7BD_7DE8_85F9),
        new(0x4D89_DCDC_1FAF_2F34, 0xE2D5_DA4C_693D_7994),
        new(0x5BD8_6507_937B_C239, 0xC551_9091_6E7F_2241),
        new(0x6993_BB0F_308F_F2DB, 0x213E_4AF4_800F_389B),
        new(0x76B1_9C15_86ED_3DA2, 0xB7F2_22F6_5E1D_4681),
        new(0x832B_F4A6_D986_7E2A, 0x4B6A_09CB_61A5_15C0),
        new(0x8F00_5D5E_F7F5_9F9B, 0x5C83_5E16_65C4_3747),
        new(0x9A2F_80E6_71BD_DA20, 0x4226_F8E2_204F_F3BC),
        new(0xA4BC_7D19_34F7_0924, 0x19A8_7F2A_457D_AC9E),
        new(0xAEAC_4C38_B4D8_C080, 0x1472_5E2F_3E52_070A),
        new(0xB805_3E2B_C231_9E73, 0xCB2D_A552_10A4_443D),
        new(0xC0CE_85B8_AC52_6640, 0x89DD_62C4_6E92_FA24),
        new(0xC90F_DAA2_2168_C234, 0xC4C6_628B_80DC_1CD1),
    ];
}
