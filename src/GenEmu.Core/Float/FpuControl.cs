using System.Runtime.CompilerServices;

namespace GenEmu.Core.Float;

/// <summary>The x87 control word's fields (SDM vol. 1, 8.1.5).</summary>
internal static class FpuControl
{
    /// <summary>The control word after FNINIT: everything masked, 64 bits, to nearest.</summary>
    public const uint Initial = 0x037F;

    public const uint Masks = FloatStatus.Exceptions;

    /// <summary>Precision control's code for 64 bits.</summary>
    public const uint FullPrecision = 0x0300;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RoundingMode Rounding(uint control) => (RoundingMode)((control >> 10) & 3);

    /// <summary>The significand's length by precision control: 24, 53 or 64 bits; the reserved code 01 acts as 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Precision(uint control) => (control & 0x300) switch
    {
        0x000 => 24,
        0x200 => 53,
        _ => 64,
    };
}
