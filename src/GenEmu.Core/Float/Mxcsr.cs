using System.Runtime.CompilerServices;

namespace GenEmu.Core.Float;

/// <summary>MXCSR's fields (SDM vol. 1, 10.2.3).</summary>
internal static class Mxcsr
{
    /// <summary>MXCSR after reset: everything masked, to nearest.</summary>
    public const uint Initial = 0x1F80;

    /// <summary>DAZ: denormal operands are zeros of their sign, and raise nothing.</summary>
    public const uint DenormalsAreZeros = 0x0040;

    /// <summary>FTZ: a tiny result is a zero of its sign, if UE is masked.</summary>
    public const uint FlushToZero = 0x8000;

    private const int MaskShift = 7;
    private const int RoundingShift = 13;

    /// <summary>The six mask bits, at the positions of the flags.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Masks(uint mxcsr) => (mxcsr >> MaskShift) & FloatStatus.Exceptions;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RoundingMode Rounding(uint mxcsr) => (RoundingMode)((mxcsr >> RoundingShift) & 3);
}
