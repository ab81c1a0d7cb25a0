using GenEmu.Core.Cpu;

namespace GenEmu.Core.Float;

/// <content>Comparison.</content>
internal static partial class Sse
{
    private const uint SignSingle = 1U << 31;
    private const ulong SignDouble = 1UL << 63;
    private const uint UnorderedFlags = EFlags.Zf | EFlags.Pf | EFlags.Cf;

    /// <summary>MINSS: the second operand, unless the first is less. Every NaN raises IE.</summary>
    public static uint Minimum(uint a, uint b, uint mxcsr, ref uint status) => Order(a, b, quietRaises: true, mxcsr, ref status) < 0 ? Operand(a, mxcsr) : Operand(b, mxcsr);

    /// <summary>MINSD: the second operand, unless the first is less. Every NaN raises IE.</summary>
    public static ulong Minimum(ulong a, ulong b, uint mxcsr, ref uint status) => Order(a, b, quietRaises: true, mxcsr, ref status) < 0 ? Operand(a, mxcsr) : Operand(b, mxcsr);

    /// <summary>MAXSS: the second operand, unless the first is greater. Every NaN raises IE.</summary>
    public static uint Maximum(uint a, uint b, uint mxcsr, ref uint status) => Order(a, b, quietRaises: true, mxcsr, ref status) > 0 ? Operand(a, mxcsr) : Operand(b, mxcsr);

    /// <summary>MAXSD: the second operand, unless the first is greater. Every NaN raises IE.</summary>
    public static ulong Maximum(ulong a, ulong b, uint mxcsr, ref uint status) => Order(a, b, quietRaises: true, mxcsr, ref status) > 0 ? Operand(a, mxcsr) : Operand(b, mxcsr);

    /// <summary>CMPccSS: all ones or all zeros, by the low three bits of a predicate.</summary>
    public static uint Compare(uint a, uint b, uint predicate, uint mxcsr, ref uint status)
        => Holds(Order(a, b, AreSignaling(predicate), mxcsr, ref status), predicate) ? uint.MaxValue : 0;

    /// <summary>CMPccSD: all ones or all zeros, by the low three bits of a predicate.</summary>
    public static ulong Compare(ulong a, ulong b, uint predicate, uint mxcsr, ref uint status)
        => Holds(Order(a, b, AreSignaling(predicate), mxcsr, ref status), predicate) ? ulong.MaxValue : 0;

    /// <summary>COMISS: ZF, PF and CF at their places in EFLAGS. Every NaN raises IE.</summary>
    public static uint CompareOrdered(uint a, uint b, uint mxcsr, ref uint status)
        => Flags(Order(a, b, quietRaises: true, mxcsr, ref status));

    /// <summary>COMISD: ZF, PF and CF at their places in EFLAGS. Every NaN raises IE.</summary>
    public static uint CompareOrdered(ulong a, ulong b, uint mxcsr, ref uint status)
        => Flags(Order(a, b, quietRaises: true, mxcsr, ref status));

    /// <summary>UCOMISS: ZF, PF and CF at their places in EFLAGS.</summary>
    public static uint CompareUnordered(uint a, uint b, uint mxcsr, ref uint status)
        => Flags(Order(a, b, quietRaises: false, mxcsr, ref status));

    /// <summary>UCOMISD: ZF, PF and CF at their places in EFLAGS.</summary>
    public static uint CompareUnordered(ulong a, ulong b, uint mxcsr, ref uint status)
        => Flags(Order(a, b, quietRaises: false, mxcsr, ref status));

    /// <summary>Whether a predicate raises IE for quiet NaNs too: LT, LE and their contraries.</summary>
    private static bool AreSignaling(uint predicate) => (predicate & 3) is 1 or 2;

    /// <summary>Predicates 0 EQ, 1 LT, 2 LE, 3 UNORD, and their contraries 4 to 7 (SDM vol. 2, CMPPS).</summary>
    private static bool Holds(int? order, uint predicate)
    {
        bool holds = (predicate & 3) switch
        {
            0 => order == 0,
            1 => order < 0,
            2 => order <= 0,
            _ => order is null,
        };
        return holds != ((predicate & 4) != 0);
    }

    private static int? Order(uint a, uint b, bool quietRaises, uint mxcsr, ref uint status)
        => HostFloat<float>.AreComparable(Host(a), Host(b)) ? Host(a).CompareTo(Host(b)) : SoftSse.Order(a, b, quietRaises, FloatFormat.Single, mxcsr, ref status);

    private static int? Order(ulong a, ulong b, bool quietRaises, uint mxcsr, ref uint status)
        => HostFloat<double>.AreComparable(Host(a), Host(b)) ? Host(a).CompareTo(Host(b)) : SoftSse.Order(a, b, quietRaises, FloatFormat.Double, mxcsr, ref status);

    /// <summary>An operand as it is, unless it is a denormal and DAZ is set.</summary>
    private static uint Operand(uint a, uint mxcsr)
        => (mxcsr & Mxcsr.DenormalsAreZeros) != 0 && float.IsSubnormal(Host(a)) ? a & SignSingle : a;

    /// <inheritdoc cref="Operand(uint, uint)"/>
    private static ulong Operand(ulong a, uint mxcsr)
        => (mxcsr & Mxcsr.DenormalsAreZeros) != 0 && double.IsSubnormal(Host(a)) ? a & SignDouble : a;

    private static uint Flags(int? order) => order switch
    {
        null => UnorderedFlags,
        0 => EFlags.Zf,
        < 0 => EFlags.Cf,
        _ => 0,
    };
}
