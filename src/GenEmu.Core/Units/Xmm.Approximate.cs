using System.Runtime.CompilerServices;
using GenEmu.Core.Execution;

namespace GenEmu.Core.Units;

/// <content>RCPSS, RSQRTSS and their packed forms: 12 bits, rounded from the exact value, well within the SDM's bound of 1.5 · 2⁻¹². They raise nothing.</content>
internal static unsafe partial class Xmm
{
    private const uint QuietBit = 1u << 22;
    private const uint SignBit = 1u << 31;
    private const uint InfinityBits = 0xFFu << 23;
    private const uint Indefinite = 0xFFC0_0000;

    [MethodImpl(Compile.OutOfLine)]
    public static void ReciprocalSingle(FloatState* u, byte* to, byte* from) => *(uint*)to = Reciprocal(*(uint*)from);

    [MethodImpl(Compile.OutOfLine)]
    public static void ReciprocalSingles(FloatState* u, byte* to, byte* from)
    {
        for (int i = 0; i < Vector / sizeof(uint); i++)
        {
            ((uint*)to)[i] = Reciprocal(((uint*)from)[i]);
        }
    }

    [MethodImpl(Compile.OutOfLine)]
    public static void ReciprocalRootSingle(FloatState* u, byte* to, byte* from) => *(uint*)to = ReciprocalRoot(*(uint*)from);

    [MethodImpl(Compile.OutOfLine)]
    public static void ReciprocalRootSingles(FloatState* u, byte* to, byte* from)
    {
        for (int i = 0; i < Vector / sizeof(uint); i++)
        {
            ((uint*)to)[i] = ReciprocalRoot(((uint*)from)[i]);
        }
    }

    /// <summary>SDM vol. 2, RCPPS: denormals count as zeros, and a result that would be one is a zero.</summary>
    private static uint Reciprocal(uint value)
    {
        uint sign = value & SignBit;
        uint magnitude = value & ~SignBit;
        return magnitude > InfinityBits ? value | QuietBit
            : magnitude == InfinityBits ? sign
            : magnitude < 1u << 23 ? sign | InfinityBits
            : sign | Shorten(1.0 / BitConverter.UInt32BitsToSingle(magnitude));
    }

    /// <summary>SDM vol. 2, RSQRTPS.</summary>
    private static uint ReciprocalRoot(uint value)
    {
        uint magnitude = value & ~SignBit;
        return magnitude > InfinityBits ? value | QuietBit
            : magnitude < 1u << 23 ? (value & SignBit) | InfinityBits
            : value != magnitude ? Indefinite
            : magnitude == InfinityBits ? 0
            : Shorten(1.0 / Math.Sqrt(BitConverter.UInt32BitsToSingle(magnitude)));
    }

    /// <summary>A positive double, whose division and root IEEE 754 rounds the same everywhere, as a single with 12 bits of significand.</summary>
    private static uint Shorten(double value)
    {
        ulong bits = (BitConverter.DoubleToUInt64Bits(value) + (1UL << 40)) & ~((1UL << 41) - 1);
        int exponent = (int)(bits >> 52) - 1023 + 127;
        return exponent <= 0 ? 0 : ((uint)exponent << 23) | (uint)((bits >> 29) & 0x7F_FFFF);
    }
}
