using System.Runtime.CompilerServices;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <content>Comparisons.</content>
internal static unsafe partial class Xmm
{
    /// <summary>CMPSS: all ones or zeros, by the low three bits of the predicate.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool CompareSingle(FloatState* u, byte* to, byte* from, uint predicate)
    {
        uint status = 0;
        uint result = Sse.Compare(*(uint*)to, *(uint*)from, predicate & 7, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *(uint*)to = result;
        return true;
    }

    /// <summary>CMPPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool CompareSingles(FloatState* u, byte* to, byte* from, uint predicate)
    {
        uint* results = stackalloc uint[Vector / sizeof(uint)];
        uint all = 0;
        for (int i = 0; i < Vector / sizeof(uint); i++)
        {
            uint status = 0;
            results[i] = Sse.Compare(((uint*)to)[i], ((uint*)from)[i], predicate & 7, u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, results, Vector, all);
    }

    /// <summary>COMISS; its order is in <see cref="Comparison"/>.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool CompareOrderedSingle(FloatState* u, byte* a, byte* b) => CompareFlags<Ordered, uint>(u, a, b);

    /// <summary>UCOMISS; its order is in <see cref="Comparison"/>.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool CompareUnorderedSingle(FloatState* u, byte* a, byte* b) => CompareFlags<Unordered, uint>(u, a, b);

    /// <summary>CMPSD: all ones or zeros, by the low three bits of the predicate.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool CompareDouble(FloatState* u, byte* to, byte* from, uint predicate)
    {
        uint status = 0;
        ulong result = Sse.Compare(*(ulong*)to, *(ulong*)from, predicate & 7, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *(ulong*)to = result;
        return true;
    }

    /// <summary>CMPPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool CompareDoubles(FloatState* u, byte* to, byte* from, uint predicate)
    {
        ulong* results = stackalloc ulong[Vector / sizeof(ulong)];
        uint all = 0;
        for (int i = 0; i < Vector / sizeof(ulong); i++)
        {
            uint status = 0;
            results[i] = Sse.Compare(((ulong*)to)[i], ((ulong*)from)[i], predicate & 7, u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, results, Vector, all);
    }

    /// <summary>COMISD; its order is in <see cref="Comparison"/>.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool CompareOrderedDouble(FloatState* u, byte* a, byte* b) => CompareFlags<Ordered, ulong>(u, a, b);

    /// <summary>UCOMISD; its order is in <see cref="Comparison"/>.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool CompareUnorderedDouble(FloatState* u, byte* a, byte* b) => CompareFlags<Unordered, ulong>(u, a, b);

    /// <summary>ZF, PF and CF of the last comparison, at their places in EFLAGS.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Comparison(FloatState* u) => u->Comparison;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool CompareFlags<T, TLane>(FloatState* u, byte* a, byte* b)
        where T : struct, IOrder<TLane>
        where TLane : unmanaged
    {
        uint status = 0;
        uint order = T.Apply(*(TLane*)a, *(TLane*)b, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        u->Comparison = order;
        return true;
    }
}
