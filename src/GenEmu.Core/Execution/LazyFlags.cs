using System.Numerics;
using System.Runtime.CompilerServices;
using GenEmu.Core.Cpu;

namespace GenEmu.Core.Execution;

/// <summary>The arithmetic flags as two words, without an operation code.</summary>
/// <remarks>
/// <para><c>result</c>: the result, sign-extended to 64 bits. ZF is result = 0; SF its sign; PF the parity of its low byte.</para>
/// <para><c>carries</c>: bit 31 is the carry out of the operand's top bit, bit 30 the carry into it, bit 3 the carry out of bit 3: so CF = bit 31,
/// OF = bit 31 ^ bit 30, AF = bit 3. The upper half is zero after every arithmetic instruction; POPF and the like set bit 32 to
/// invert SF and bit 33 to invert PF, because a result word alone cannot say every combination.</para>
/// </remarks>
internal static class LazyFlags
{
    private const ulong InvertSf = 1UL << 32;
    private const ulong InvertPf = 1UL << 33;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Cf(ulong carries) => (uint)carries >> 31;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Af(ulong carries) => ((uint)carries >> 3) & 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong carries) => ((uint)carries ^ ((uint)carries << 1)) >> 31;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Zf(ulong result) => result == 0 ? 1u : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Sf(ulong result, ulong carries) => ((uint)(result >> 63) ^ (uint)(carries >> 32)) & 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Pf(ulong result, ulong carries) => (1u ^ (uint)BitOperations.PopCount((byte)result) ^ (uint)(carries >> 33)) & 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Result8(uint r) => (ulong)(sbyte)r;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Result16(uint r) => (ulong)(short)r;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Result32(uint r) => (ulong)(int)r;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Result64(ulong r) => r;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AddCarries8(uint a, uint b, uint r) => Align8((a & b) | ((a | b) & ~r));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AddCarries16(uint a, uint b, uint r) => Align16((a & b) | ((a | b) & ~r));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AddCarries32(uint a, uint b, uint r) => (a & b) | ((a | b) & ~r);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AddCarries64(ulong a, ulong b, ulong r) => Align64((a & b) | ((a | b) & ~r));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SubCarries8(uint a, uint b, uint r) => Align8((~a & b) | ((~a | b) & r));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SubCarries16(uint a, uint b, uint r) => Align16((~a & b) | ((~a | b) & r));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SubCarries32(uint a, uint b, uint r) => (~a & b) | ((~a | b) & r);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SubCarries64(ulong a, ulong b, ulong r) => Align64((~a & b) | ((~a | b) & r));

    // INC and DEC keep CF: the carry-out bit is forced to the old CF, and the carry-in bit follows so that OF stays right.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong IncCarries8(uint r, ulong old) => KeepCf(AddCarries8(r - 1, 1, r), old);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong IncCarries16(uint r, ulong old) => KeepCf(AddCarries16(r - 1, 1, r), old);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong IncCarries32(uint r, ulong old) => KeepCf(AddCarries32(r - 1, 1, r), old);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong IncCarries64(ulong r, ulong old) => KeepCf(AddCarries64(r - 1, 1, r), old);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong DecCarries8(uint r, ulong old) => KeepCf(SubCarries8(r + 1, 1, r), old);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong DecCarries16(uint r, ulong old) => KeepCf(SubCarries16(r + 1, 1, r), old);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong DecCarries32(uint r, ulong old) => KeepCf(SubCarries32(r + 1, 1, r), old);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong DecCarries64(ulong r, ulong old) => KeepCf(SubCarries64(r + 1, 1, r), old);

    /// <summary>Carries with given CF and OF (0 or 1 each), AF clear.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ShiftCarries(uint cf, uint of) => (cf << 31) | ((cf ^ of) << 30);

    /// <summary>The carry word after setting those of CF, AF and OF under <paramref name="mask"/> to <paramref name="bits"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PutCarries(uint mask, uint bits, ulong carries)
    {
        uint cf = (mask & EFlags.Cf) != 0 ? bits & 1 : Cf(carries);
        uint af = (mask & EFlags.Af) != 0 ? (bits >> 4) & 1 : Af(carries);
        uint of = (mask & EFlags.Of) != 0 ? (bits >> 11) & 1 : Of(carries);
        return (carries & ~0xFFFF_FFFFUL) | ShiftCarries(cf, of) | (af << 3);
    }

    /// <summary>Carries after a multiplication: CF = OF.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MulCarries(bool overflow) => overflow ? 0x8000_0000u : 0;

    /// <summary>The arithmetic flags at their EFLAGS positions.</summary>
    public static uint Image(ulong result, ulong carries)
        => Cf(carries) | (Pf(result, carries) << 2) | (Af(carries) << 4) | (Zf(result) << 6) | (Sf(result, carries) << 7) | (Of(carries) << 11);

    /// <summary>The result word that, with <see cref="CarriesOf"/>, says the flags of an EFLAGS image.</summary>
    public static ulong ResultOf(uint image) => (image & EFlags.Zf) != 0 ? 0UL : 1UL;

    /// <summary>The carry word for an EFLAGS image.</summary>
    public static ulong CarriesOf(uint image)
    {
        bool zf = (image & EFlags.Zf) != 0;
        uint cf = image & 1;
        uint of = (image >> 11) & 1;
        ulong carries = ShiftCarries(cf, of) | ((image & EFlags.Af) != 0 ? 8UL : 0);
        carries |= (image & EFlags.Sf) != 0 ? InvertSf : 0;        // the result word 0 or 1 is not negative
        return carries | ((image & EFlags.Pf) != 0 != zf ? InvertPf : 0);      // the parity of 0 is even, of 1 odd
    }

    /// <summary>The result word after setting the flags under <paramref name="mask"/> to <paramref name="bits"/>.</summary>
    public static ulong ResultWith(uint mask, uint bits, ulong result, ulong carries)
        => (mask & ~(EFlags.Cf | EFlags.Of | EFlags.Af)) == 0 ? result : ResultOf((Image(result, carries) & ~mask) | (bits & mask));

    /// <summary>The carry word after setting the flags under <paramref name="mask"/> to <paramref name="bits"/>.</summary>
    public static ulong CarriesWith(uint mask, uint bits, ulong result, ulong carries)
    {
        return (mask & ~(EFlags.Cf | EFlags.Of | EFlags.Af)) == 0
            ? PutCarries(mask, bits, carries)
            : CarriesOf((Image(result, carries) & ~mask) | (bits & mask));
    }

    /// <summary>The condition codes 0–15 of Jcc, SETcc and CMOVcc (SDM vol. 1, appendix B).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]      // where the code is a constant, hardly anything is left
    public static bool Condition(int condition, ulong result, ulong carries)
    {
        bool value = (condition >> 1) switch
        {
            0 => Of(carries) != 0,
            1 => Cf(carries) != 0,
            2 => result == 0,
            3 => Cf(carries) != 0 || result == 0,
            4 => Sf(result, carries) != 0,
            5 => Pf(result, carries) != 0,
            6 => Sf(result, carries) != Of(carries),
            _ => result == 0 || Sf(result, carries) != Of(carries),
        };
        return value != ((condition & 1) != 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Align8(uint carries) => (carries << 24) | (carries & 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Align16(uint carries) => (carries << 16) | (carries & 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Align64(ulong carries) => (uint)(carries >> 32 & 0xC000_0000) | ((uint)carries & 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong KeepCf(ulong carries, ulong old)
    {
        uint c = (uint)carries;
        uint difference = (c ^ (uint)old) & 0x8000_0000;         // flips both bits where the new carry differs from the old CF
        return c ^ difference ^ (difference >> 1);
    }
}
