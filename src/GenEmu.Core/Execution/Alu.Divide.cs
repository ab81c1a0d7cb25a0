using System.Runtime.CompilerServices;

namespace GenEmu.Core.Execution;

/// <content>Division of a double-width dividend.</content>
internal static partial class Alu
{
    /// <summary>The unsigned quotient of high:low. It fits if high &lt; divisor, which the caller has seen to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Quotient(uint low, uint high, uint divisor, uint bits)
        => (uint)((((ulong)high << (int)bits) | low) / divisor);

    /// <inheritdoc cref="Quotient(uint, uint, uint, uint)"/>
    public static ulong Quotient(ulong low, ulong high, ulong divisor, uint bits)
        => (ulong)(new UInt128(high, low) / divisor);

    /// <summary>The signed quotient of high:low, rounded towards 0. It fits unless <see cref="SignedQuotientOverflows(uint, uint, uint, uint)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignedQuotient(uint low, uint high, uint divisor, uint bits)
        => Clean((uint)(SignedDividend(low, high, bits) / Signed(divisor, bits)), bits);

    /// <inheritdoc cref="SignedQuotient(uint, uint, uint, uint)"/>
    public static ulong SignedQuotient(ulong low, ulong high, ulong divisor, uint bits)
        => (ulong)(new Int128(high, low) / (long)divisor);

    /// <summary>Whether the signed quotient of high:low does not fit, or the divisor is 0.</summary>
    /// <remarks>A quotient fits up to 2^(bits-1) - 1, a negative one up to 2^(bits-1) in magnitude.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SignedQuotientOverflows(uint low, uint high, uint divisor, uint bits)
    {
        long dividend = SignedDividend(low, high, bits);
        int by = Signed(divisor, bits);
        ulong magnitude = (ulong)(by < 0 ? -(long)by : by);
        ulong limit = (magnitude << ((int)bits - 1)) + ((dividend < 0) != (by < 0) ? magnitude : 0);
        return (dividend < 0 ? 0UL - (ulong)dividend : (ulong)dividend) >= limit;
    }

    /// <inheritdoc cref="SignedQuotientOverflows(uint, uint, uint, uint)"/>
    public static bool SignedQuotientOverflows(ulong low, ulong high, ulong divisor, uint bits)
    {
        var dividend = new Int128(high, low);
        var by = (long)divisor;
        UInt128 magnitude = by < 0 ? 0UL - (ulong)by : (ulong)by;
        UInt128 limit = (magnitude << ((int)bits - 1)) + ((dividend < 0) != (by < 0) ? magnitude : 0);
        return (dividend < 0 ? (UInt128)0 - (UInt128)dividend : (UInt128)dividend) >= limit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long SignedDividend(uint low, uint high, uint bits) => ((long)Signed(high, bits) << (int)bits) | low;
}
