using GenEmu.Core.Cpu;

namespace GenEmu.Core.Float;

/// <content>Comparison.</content>
internal static partial class Sse
{
    private const uint UnorderedFlags = EFlags.Zf | EFlags.Pf | EFlags.Cf;

    /// <summary>MINSS: the second operand, unless the first is less. Every NaN raises IE.</summary>
    public static uint Minimum(uint a, uint b, uint mxcsr, ref uint status) => (uint)Choose(a, b, wanted: -1, FloatFormat.Single, mxcsr, ref status);

    /// <summary>MINSD: the second operand, unless the first is less. Every NaN raises IE.</summary>
    public static ulong Minimum(ulong a, ulong b, uint mxcsr, ref uint status) => Choose(a, b, wanted: -1, FloatFormat.Double, mxcsr, ref status);

    /// <summary>MAXSS: the second operand, unless the first is greater. Every NaN raises IE.</summary>
    public static uint Maximum(uint a, uint b, uint mxcsr, ref uint status) => (uint)Choose(a, b, wanted: 1, FloatFormat.Single, mxcsr, ref status);

    /// <summary>MAXSD: the second operand, unless the first is greater. Every NaN raises IE.</summary>
    public static ulong Maximum(ulong a, ulong b, uint mxcsr, ref uint status) => Choose(a, b, wanted: 1, FloatFormat.Double, mxcsr, ref status);

    /// <summary>CMPccSS: all ones or all zeros, by the low three bits of a predicate.</summary>
    public static uint Compare(uint a, uint b, uint predicate, uint mxcsr, ref uint status)
        => Holds(a, b, predicate, FloatFormat.Single, mxcsr, ref status) ? uint.MaxValue : 0;

    /// <summary>CMPccSD: all ones or all zeros, by the low three bits of a predicate.</summary>
    public static ulong Compare(ulong a, ulong b, uint predicate, uint mxcsr, ref uint status)
        => Holds(a, b, predicate, FloatFormat.Double, mxcsr, ref status) ? ulong.MaxValue : 0;

    /// <summary>COMISS: ZF, PF and CF at their places in EFLAGS. Every NaN raises IE.</summary>
    public static uint CompareOrdered(uint a, uint b, uint mxcsr, ref uint status)
        => Flags(SoftSse.Order(a, b, quietRaises: true, FloatFormat.Single, mxcsr, ref status));

    /// <summary>COMISD: ZF, PF and CF at their places in EFLAGS. Every NaN raises IE.</summary>
    public static uint CompareOrdered(ulong a, ulong b, uint mxcsr, ref uint status)
        => Flags(SoftSse.Order(a, b, quietRaises: true, FloatFormat.Double, mxcsr, ref status));

    /// <summary>UCOMISS: ZF, PF and CF at their places in EFLAGS.</summary>
    public static uint CompareUnordered(uint a, uint b, uint mxcsr, ref uint status)
        => Flags(SoftSse.Order(a, b, quietRaises: false, FloatFormat.Single, mxcsr, ref status));

    /// <summary>UCOMISD: ZF, PF and CF at their places in EFLAGS.</summary>
    public static uint CompareUnordered(ulong a, ulong b, uint mxcsr, ref uint status)
        => Flags(SoftSse.Order(a, b, quietRaises: false, FloatFormat.Double, mxcsr, ref status));

    private static ulong Choose(ulong a, ulong b, int wanted, FloatFormat format, uint mxcsr, ref uint status)
        => SoftSse.Order(a, b, quietRaises: true, format, mxcsr, ref status) == wanted
            ? new SseOperand(a, format, mxcsr).Bits
            : new SseOperand(b, format, mxcsr).Bits;

    private static bool Holds(ulong a, ulong b, uint predicate, FloatFormat format, uint mxcsr, ref uint status)
    {
        // 0 EQ, 1 LT, 2 LE, 3 UNORD, and their contraries 4 to 7 (SDM vol. 2, CMPPS). LT and LE, and their contraries, raise IE for quiet NaNs too.
        bool quietRaises = (predicate & 3) is 1 or 2;
        int? order = SoftSse.Order(a, b, quietRaises, format, mxcsr, ref status);
        bool holds = (predicate & 3) switch
        {
            0 => order == 0,
            1 => order < 0,
            2 => order <= 0,
            _ => order is null,
        };
        return holds != ((predicate & 4) != 0);
    }

    private static uint Flags(int? order) => order switch
    {
        null => UnorderedFlags,
        0 => EFlags.Zf,
        < 0 => EFlags.Cf,
        _ => 0,
    };
}
