using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GenEmu.Core.Float;

/// <summary>The host's own arithmetic, for the cases in which it must do what SSE does: rounding to nearest, PE masked, and neither operands nor result denormal, infinite or NaN.</summary>
/// <remarks>
/// IEEE 754 fixes such a result on every host. Of the exceptions only PE is possible then. If MXCSR has it already, no more is to be known; if not, the exact
/// rest of the operation is computed, which is a number of the same format as long as it is nowhere near the smallest (Muller et al., Handbook of
/// Floating-Point Arithmetic, 4.3 and 4.4). Each method is false where it cannot tell.
/// </remarks>
internal static class HostFloat<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const uint Relevant = 0x6000 | (FloatStatus.Precision << 7);
    private const uint NearestAndPrecisionMasked = FloatStatus.Precision << 7;

    /// <summary>Without the instruction, it is whatever the C library does.</summary>
    private static bool HasFusedMultiplyAdd => Fma.IsSupported || AdvSimd.IsSupported;

    private static bool IsSingle => typeof(T) == typeof(float);

    private static T SmallestNormal => IsSingle ? T.CreateTruncating(1.17549435E-38f) : T.CreateTruncating(2.2250738585072014E-308);

    /// <summary>From here on upwards the rest of a product, a quotient or a root is a normal number.</summary>
    private static T SmallestWithRest => IsSingle ? T.CreateTruncating(1E-25f) : T.CreateTruncating(1E-250);

    /// <summary>Up to here the steps to the rest of a sum do not overflow.</summary>
    private static T LargestWithRest => IsSingle ? T.CreateTruncating(1E37f) : T.CreateTruncating(1E307);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdd(T a, T b, uint mxcsr, ref uint status, out T sum)
    {
        sum = a + b;
        return IsPlain(mxcsr) && !T.IsSubnormal(a) && !T.IsSubnormal(b) && (T.IsNormal(sum) || T.IsZero(sum))
            && (KnowsPrecision(mxcsr) || RestOfSum(a, b, sum, ref status));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryMultiply(T a, T b, uint mxcsr, ref uint status, out T product)
    {
        product = a * b;
        return IsPlain(mxcsr) && !T.IsSubnormal(a) && !T.IsSubnormal(b)
            && (IsAboveTiny(product) ? KnowsPrecision(mxcsr) || RestOfProduct(a, b, product, ref status) : T.IsZero(product) && (T.IsZero(a) || T.IsZero(b)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDivide(T a, T b, uint mxcsr, ref uint status, out T quotient)
    {
        quotient = a / b;
        return IsPlain(mxcsr) && !T.IsSubnormal(a) && !T.IsSubnormal(b) && IsAboveTiny(quotient) && T.IsFinite(a)
            && (KnowsPrecision(mxcsr) || RestOfQuotient(a, b, quotient, ref status));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TrySquareRoot(T a, uint mxcsr, ref uint status, out T root)
    {
        root = T.Sqrt(a);
        return IsPlain(mxcsr) && T.IsNormal(a) && T.IsNormal(root) && (KnowsPrecision(mxcsr) || RestOfRoot(a, root, ref status));
    }

    /// <summary>Whether an order is what the host says: no NaN, and no denormal that raises DE or counts as 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreComparable(T a, T b) => !T.IsSubnormal(a) && !T.IsSubnormal(b) && !T.IsNaN(a) && !T.IsNaN(b);

    /// <summary>Whether a conversion rounds as the host does, so that only PE is to be found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlain(uint mxcsr) => (mxcsr & Relevant) == NearestAndPrecisionMasked;

    /// <summary>Above the smallest normal number, which can be the rounded form of a tiny one; and finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAboveTiny(T value)
    {
        T magnitude = T.Abs(value);
        return magnitude > SmallestNormal && magnitude < T.PositiveInfinity;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool KnowsPrecision(uint mxcsr) => (mxcsr & FloatStatus.Precision) != 0;

    private static bool RestOfSum(T a, T b, T sum, ref uint status)
    {
        if (T.Abs(sum) > LargestWithRest || T.Abs(a) > LargestWithRest)
        {
            return false;
        }

        T second = sum - a;
        return Found(!T.IsZero((a - (sum - second)) + (b - second)), ref status);
    }

    private static bool RestOfProduct(T a, T b, T product, ref uint status)
        => HasFusedMultiplyAdd && T.Abs(product) > SmallestWithRest && Found(!T.IsZero(T.FusedMultiplyAdd(a, b, -product)), ref status);

    private static bool RestOfQuotient(T a, T b, T quotient, ref uint status)
        => HasFusedMultiplyAdd && T.Abs(a) > SmallestWithRest && T.Abs(a) < LargestWithRest && Found(!T.IsZero(T.FusedMultiplyAdd(-quotient, b, a)), ref status);

    private static bool RestOfRoot(T a, T root, ref uint status)
        => HasFusedMultiplyAdd && a > SmallestWithRest && Found(!T.IsZero(T.FusedMultiplyAdd(-root, root, a)), ref status);

    private static bool Found(bool inexact, ref uint status)
    {
        status |= inexact ? FloatStatus.Precision : 0;
        return true;
    }
}
