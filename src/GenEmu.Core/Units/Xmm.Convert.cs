using System.Runtime.CompilerServices;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <content>Conversions.</content>
internal static unsafe partial class Xmm
{
    /// <summary>CVTSS2SD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SingleToDouble(FloatState* u, byte* to, byte* from)
    {
        uint status = 0;
        ulong result = Sse.ToDouble(*(uint*)from, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *(ulong*)to = result;
        return true;
    }

    /// <summary>CVTSD2SS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoubleToSingle(FloatState* u, byte* to, byte* from)
    {
        uint status = 0;
        uint result = Sse.ToSingle(*(ulong*)from, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *(uint*)to = result;
        return true;
    }

    /// <summary>CVTSI2SS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool IntegerToSingle(FloatState* u, byte* to, byte* from)
    {
        uint status = 0;
        uint result = Sse.IntegerToSingle(*(uint*)from, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *(uint*)to = result;
        return true;
    }

    /// <summary>CVTSI2SD: always exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void IntegerToDouble(FloatState* u, byte* to, byte* from) => *(ulong*)to = Sse.IntegerToDouble(*(uint*)from);

    /// <summary>CVTSS2SI.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SingleToInteger(FloatState* u, byte* to, byte* from)
    {
        uint status = 0;
        uint result = Sse.ToInt32(*(uint*)from, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *(ulong*)to = result;        // a 32-bit register: the upper half is cleared
        return true;
    }

    /// <summary>CVTTSS2SI.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SingleToIntegerTruncated(FloatState* u, byte* to, byte* from)
    {
        uint status = 0;
        uint result = Sse.ToInt32Truncated(*(uint*)from, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *(ulong*)to = result;        // a 32-bit register: the upper half is cleared
        return true;
    }

    /// <summary>CVTSD2SI.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoubleToInteger(FloatState* u, byte* to, byte* from)
    {
        uint status = 0;
        uint result = Sse.ToInt32(*(ulong*)from, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *(ulong*)to = result;        // a 32-bit register: the upper half is cleared
        return true;
    }

    /// <summary>CVTTSD2SI.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoubleToIntegerTruncated(FloatState* u, byte* to, byte* from)
    {
        uint status = 0;
        uint result = Sse.ToInt32Truncated(*(ulong*)from, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *(ulong*)to = result;        // a 32-bit register: the upper half is cleared
        return true;
    }

    /// <summary>CVTPS2PD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SinglesToDoubles(FloatState* u, byte* to, byte* from)
    {
        ulong* results = stackalloc ulong[2];
        uint all = 0;
        for (int i = 0; i < 2; i++)
        {
            uint status = 0;
            results[i] = Sse.ToDouble(((uint*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, results, 16, all);
    }

    /// <summary>CVTPD2PS: the upper half becomes zero.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoublesToSingles(FloatState* u, byte* to, byte* from)
    {
        uint* results = stackalloc uint[4];
        results[2] = results[3] = 0;
        uint all = 0;
        for (int i = 0; i < 2; i++)
        {
            uint status = 0;
            results[i] = Sse.ToSingle(((ulong*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, results, 16, all);
    }

    /// <summary>CVTDQ2PS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DwordsToSingles(FloatState* u, byte* to, byte* from)
    {
        uint* results = stackalloc uint[4];
        uint all = 0;
        for (int i = 0; i < 4; i++)
        {
            uint status = 0;
            results[i] = Sse.IntegerToSingle(((uint*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, results, 16, all);
    }

    /// <summary>CVTPS2DQ.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SinglesToDwords(FloatState* u, byte* to, byte* from)
    {
        uint* results = stackalloc uint[4];
        uint all = 0;
        for (int i = 0; i < 4; i++)
        {
            uint status = 0;
            results[i] = Sse.ToInt32(((uint*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, results, 16, all);
    }

    /// <summary>CVTTPS2DQ.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SinglesToDwordsTruncated(FloatState* u, byte* to, byte* from)
    {
        uint* results = stackalloc uint[4];
        uint all = 0;
        for (int i = 0; i < 4; i++)
        {
            uint status = 0;
            results[i] = Sse.ToInt32Truncated(((uint*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, results, 16, all);
    }

    /// <summary>CVTPD2DQ: the upper half becomes zero.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoublesToDwords(FloatState* u, byte* to, byte* from)
    {
        uint* results = stackalloc uint[4];
        results[2] = results[3] = 0;
        uint all = 0;
        for (int i = 0; i < 2; i++)
        {
            uint status = 0;
            results[i] = Sse.ToInt32(((ulong*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, results, 16, all);
    }

    /// <summary>CVTTPD2DQ: the upper half becomes zero.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoublesToDwordsTruncated(FloatState* u, byte* to, byte* from)
    {
        uint* results = stackalloc uint[4];
        results[2] = results[3] = 0;
        uint all = 0;
        for (int i = 0; i < 2; i++)
        {
            uint status = 0;
            results[i] = Sse.ToInt32Truncated(((ulong*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, results, 16, all);
    }

    /// <summary>CVTPI2PS: two dwords of an MMX operand into the lower half.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool PairToSingles(FloatState* u, byte* to, byte* from)
    {
        uint* results = stackalloc uint[2];
        uint all = 0;
        for (int i = 0; i < 2; i++)
        {
            uint status = 0;
            results[i] = Sse.IntegerToSingle(((uint*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, results, 8, all);
    }

    /// <summary>CVTPS2PI: the lower half into an MMX register.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SinglesToPair(FloatState* u, byte* to, byte* from)
    {
        uint* results = stackalloc uint[2];
        uint all = 0;
        for (int i = 0; i < 2; i++)
        {
            uint status = 0;
            results[i] = Sse.ToInt32(((uint*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return FinishMmx(u, to, results, all);
    }

    /// <summary>CVTTPS2PI.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SinglesToPairTruncated(FloatState* u, byte* to, byte* from)
    {
        uint* results = stackalloc uint[2];
        uint all = 0;
        for (int i = 0; i < 2; i++)
        {
            uint status = 0;
            results[i] = Sse.ToInt32Truncated(((uint*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return FinishMmx(u, to, results, all);
    }

    /// <summary>CVTPD2PI: into an MMX register.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoublesToPair(FloatState* u, byte* to, byte* from)
    {
        uint* results = stackalloc uint[2];
        uint all = 0;
        for (int i = 0; i < 2; i++)
        {
            uint status = 0;
            results[i] = Sse.ToInt32(((ulong*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return FinishMmx(u, to, results, all);
    }

    /// <summary>CVTTPD2PI.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DoublesToPairTruncated(FloatState* u, byte* to, byte* from)
    {
        uint* results = stackalloc uint[2];
        uint all = 0;
        for (int i = 0; i < 2; i++)
        {
            uint status = 0;
            results[i] = Sse.ToInt32Truncated(((ulong*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return FinishMmx(u, to, results, all);
    }

    /// <summary>CVTDQ2PD and CVTPI2PD: always exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DwordsToDoubles(FloatState* u, byte* to, byte* from)
    {
        ulong dwords = *(ulong*)from;
        *(ulong*)to = Sse.IntegerToDouble((uint)dwords);
        *(ulong*)(to + sizeof(ulong)) = Sse.IntegerToDouble((uint)(dwords >> 32));
    }

    /// <summary>Into an MMX register: the exponent above it becomes all ones.</summary>
    private static bool FinishMmx(FloatState* u, byte* to, void* results, uint status)
    {
        if (!Finish(u, to, results, sizeof(ulong), status))
        {
            return false;
        }

        ((X87Register*)to)->SignExponent = 0xFFFF;
        return true;
    }
}
