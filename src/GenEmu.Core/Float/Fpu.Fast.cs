using System.Numerics;
using System.Runtime.CompilerServices;

namespace GenEmu.Core.Float;

/// <content>The common case: two normal numbers, and a result that is one too. Words in registers instead of <see cref="Unrounded"/>s in memory.</content>
internal static partial class Fpu
{
    private const uint RoundingAndPrecision = 0x0F00;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Float80 AddNormal(Float80 a, Float80 b, uint control, ref uint status)
    {
        if (a.Field < b.Field || (a.Field == b.Field && a.Significand < b.Significand))
        {
            (a, b) = (b, a);
        }

        int field = a.Field;
        int distance = field - b.Field;
        ulong high = b.Significand;
        ulong low = 0;
        if (distance != 0)
        {
            (high, low) = distance < 64 ? (high >> distance, high << (64 - distance)) : WideMath.ShiftRightSticky(high, 0, distance);
        }

        if (a.SignMask == b.SignMask)
        {
            high += a.Significand;
            if (high < a.Significand)
            {
                low = (low >> 1) | (low & 1) | (high << 63);
                high = (high >> 1) | Float80.IntegerBit;
                field++;
            }

            return RoundNear(a.SignMask, field, high, low, control, ref status);
        }

        high = a.Significand - high - WideMath.Sticky(low);
        low = 0 - low;
        if ((long)high >= 0)
        {
            if ((high | low) == 0)
            {
                return Float80.Zero(FpuControl.Rounding(control) == RoundingMode.Down);
            }

            (high, low, field) = high == 0 ? (low, 0, field - 64) : (high, low, field);
            int shift = BitOperations.LeadingZeroCount(high);
            if (shift != 0)
            {
                (high, low, field) = ((high << shift) | (low >> (64 - shift)), low << shift, field - shift);
            }
        }

        return RoundNear(a.SignMask, field, high, low, control, ref status);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Float80 MultiplyNormal(Float80 a, Float80 b, uint control, ref uint status)
    {
        ulong high = Math.BigMul(a.Significand, b.Significand, out ulong low);
        int carried = (int)(high >> 63);
        int shift = 1 - carried;
        high = (high << shift) | ((low >> 63) & (uint)shift);
        return RoundNear(a.SignMask ^ b.SignMask, a.Field + b.Field - Float80.Bias + carried, high, low << shift, control, ref status);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Float80 DivideNormal(Float80 a, Float80 b, uint control, ref uint status)
    {
        int shift = a.Significand >= b.Significand ? 1 : 0;
        ulong quotient = WideMath.Divide(a.Significand >> shift, a.Significand << 63 << (1 - shift), b.Significand, out ulong remainder);
        ulong below = Unrounded.BelowQuotient(remainder, b.Significand);
        return RoundNear(a.SignMask ^ b.SignMask, a.Field - b.Field + Float80.Bias - 1 + shift, quotient, below, control, ref status);
    }

    /// <summary>Rounds to nearest and 64 bits in words; everything else goes the general way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float80 RoundNear(int sign, int field, ulong high, ulong low, uint control, ref uint status)
    {
        // 0 and 7FFEh have neighbours with exceptions of their own.
        if ((control & RoundingAndPrecision) != FpuControl.FullPrecision || (uint)(field - 1) >= Float80.MaxField - 2)
        {
            return Round(new(sign != 0, field - Float80.Bias, high, low), control, ref status);
        }

        // A tie goes to even: the bit behind the last decides, if something follows it or the last bit is set.
        ulong up = (low >> 63) & (WideMath.Sticky(low << 1) | high);
        status |= (low != 0 ? FloatStatus.Precision : 0) | ((uint)up * FloatStatus.C1);
        high += up;
        return up > high
            ? new(Float80.IntegerBit, (ushort)(sign | (field + 1)))
            : new(high, (ushort)(sign | field));
    }
}
