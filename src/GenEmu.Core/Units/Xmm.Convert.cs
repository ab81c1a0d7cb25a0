using System.Runtime.CompilerServices;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <content>Conversions.</content>
internal static unsafe partial class Xmm
{
    /// <summary>CVTSS2SD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SingleToDouble(FloatState* u, byte* to, byte* from) => Convert<Widening, uint, ulong>(u, to, from);

    /// <summary>CVTSD2SS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoubleToSingle(FloatState* u, byte* to, byte* from) => Convert<Narrowing, ulong, uint>(u, to, from);

    /// <summary>CVTSI2SS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool IntegerToSingle(FloatState* u, byte* to, byte* from) => Convert<FromInteger, uint, uint>(u, to, from);

    /// <summary>CVTSI2SD: always exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void IntegerToDouble(FloatState* u, byte* to, byte* from) => *(ulong*)to = Sse.IntegerToDouble(*(uint*)from);

    /// <summary>CVTSS2SI.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SingleToInteger(FloatState* u, byte* to, byte* from) => ConvertToRegister<Rounded, uint>(u, to, from);

    /// <summary>CVTTSS2SI.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SingleToIntegerTruncated(FloatState* u, byte* to, byte* from) => ConvertToRegister<Truncated, uint>(u, to, from);

    /// <summary>CVTSD2SI.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoubleToInteger(FloatState* u, byte* to, byte* from) => ConvertToRegister<Rounded, ulong>(u, to, from);

    /// <summary>CVTTSD2SI.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoubleToIntegerTruncated(FloatState* u, byte* to, byte* from) => ConvertToRegister<Truncated, ulong>(u, to, from);

    /// <summary>CVTPS2PD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SinglesToDoubles(FloatState* u, byte* to, byte* from) => ConvertLanes<Widening, uint, ulong>(u, to, from, 2, Vector);

    /// <summary>CVTPD2PS: the upper half becomes zero.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoublesToSingles(FloatState* u, byte* to, byte* from) => ConvertLanes<Narrowing, ulong, uint>(u, to, from, 2, Vector);

    /// <summary>CVTDQ2PS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DwordsToSingles(FloatState* u, byte* to, byte* from) => ConvertLanes<FromInteger, uint, uint>(u, to, from, 4, Vector);

    /// <summary>CVTPS2DQ.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SinglesToDwords(FloatState* u, byte* to, byte* from) => ConvertLanes<Rounded, uint, uint>(u, to, from, 4, Vector);

    /// <summary>CVTTPS2DQ.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SinglesToDwordsTruncated(FloatState* u, byte* to, byte* from) => ConvertLanes<Truncated, uint, uint>(u, to, from, 4, Vector);

    /// <summary>CVTPD2DQ: the upper half becomes zero.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoublesToDwords(FloatState* u, byte* to, byte* from) => ConvertLanes<Rounded, ulong, uint>(u, to, from, 2, Vector);

    /// <summary>CVTTPD2DQ: the upper half becomes zero.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoublesToDwordsTruncated(FloatState* u, byte* to, byte* from) => ConvertLanes<Truncated, ulong, uint>(u, to, from, 2, Vector);

    /// <summary>CVTPI2PS: two dwords of an MMX operand into the lower half.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool PairToSingles(FloatState* u, byte* to, byte* from) => ConvertLanes<FromInteger, uint, uint>(u, to, from, 2, sizeof(ulong));

    /// <summary>CVTPS2PI: the lower half into an MMX register.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SinglesToPair(FloatState* u, byte* to, byte* from) => ConvertToMmx<Rounded, uint>(u, to, from);

    /// <summary>CVTTPS2PI.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SinglesToPairTruncated(FloatState* u, byte* to, byte* from) => ConvertToMmx<Truncated, uint>(u, to, from);

    /// <summary>CVTPD2PI: into an MMX register.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoublesToPair(FloatState* u, byte* to, byte* from) => ConvertToMmx<Rounded, ulong>(u, to, from);

    /// <summary>CVTTPD2PI.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoublesToPairTruncated(FloatState* u, byte* to, byte* from) => ConvertToMmx<Truncated, ulong>(u, to, from);

    /// <summary>CVTDQ2PD and CVTPI2PD: always exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DwordsToDoubles(FloatState* u, byte* to, byte* from)
    {
        ulong dwords = *(ulong*)from;
        *(ulong*)to = Sse.IntegerToDouble((uint)dwords);
        *(ulong*)(to + sizeof(ulong)) = Sse.IntegerToDouble((uint)(dwords >> 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Convert<T, TFrom, TTo>(FloatState* u, byte* to, byte* from)
        where T : struct, IConversion<TFrom, TTo>
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        uint status = 0;
        TTo result = T.Apply(*(TFrom*)from, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *(TTo*)to = result;
        return true;
    }

    /// <summary>Into a 32-bit general register: its upper half is cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool ConvertToRegister<T, TFrom>(FloatState* u, byte* to, byte* from)
        where T : struct, IConversion<TFrom, uint>
        where TFrom : unmanaged
    {
        if (!Convert<T, TFrom, uint>(u, to, from))
        {
            return false;
        }

        ((uint*)to)[1] = 0;
        return true;
    }

    /// <summary>Converts lanes; what they leave of <paramref name="bytes"/> becomes zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool ConvertLanes<T, TFrom, TTo>(FloatState* u, byte* to, byte* from, int lanes, int bytes)
        where T : struct, IConversion<TFrom, TTo>
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        XmmRegister results = default;
        uint all = 0;
        for (int i = 0; i < lanes; i++)
        {
            uint status = 0;
            ((TTo*)&results)[i] = T.Apply(((TFrom*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, &results, bytes, all);
    }

    /// <summary>Two lanes into an MMX register: the exponent above it becomes all ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool ConvertToMmx<T, TFrom>(FloatState* u, byte* to, byte* from)
        where T : struct, IConversion<TFrom, uint>
        where TFrom : unmanaged
    {
        if (!ConvertLanes<T, TFrom, uint>(u, to, from, 2, sizeof(ulong)))
        {
            return false;
        }

        ((X87Register*)to)->SignExponent = 0xFFFF;
        return true;
    }
}
