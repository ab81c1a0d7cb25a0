using System.Runtime.CompilerServices;

namespace GenEmu.Core.Execution;

/// <content>Multiplication.</content>
internal static partial class Alu
{
    /// <summary>The upper half of the unsigned product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MultiplyHigh(uint a, uint b, uint bits) => (uint)(((ulong)a * b) >> (int)bits);

    /// <inheritdoc cref="MultiplyHigh(uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyHigh(ulong a, ulong b, uint bits)
        => Math.BigMul(a, b, out _);

    /// <summary>The upper half of the signed product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignedMultiplyHigh(uint a, uint b, uint bits) => Clean((uint)(SignedProduct(a, b, bits) >> (int)bits), bits);

    /// <inheritdoc cref="SignedMultiplyHigh(uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SignedMultiplyHigh(ulong a, ulong b, uint bits)
        => (ulong)Math.BigMul((long)a, (long)b, out _);

    /// <summary>Whether the signed product needs more than its lower half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SignedMultiplyOverflows(uint a, uint b, uint bits)
    {
        long product = SignedProduct(a, b, bits);
        return product != Signed((uint)product, bits);
    }

    /// <inheritdoc cref="SignedMultiplyOverflows(uint, uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SignedMultiplyOverflows(ulong a, ulong b, uint bits)
        => Math.BigMul((long)a, (long)b, out long low) != low >> 63;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long SignedProduct(uint a, uint b, uint bits) => (long)Signed(a, bits) * Signed(b, bits);
}
