using System.Runtime.CompilerServices;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <summary>What SSE and SSE2 instructions compute with floating-point numbers: into their first operand, which is a register, from their second, wherever it is.</summary>
/// <remarks>
/// A function that returns false met an unmasked exception: MXCSR's flags are set, the destination is not, and #XM is due (SDM vol. 1, 11.5.1). Functions get places, because
/// direct handlers that handed over vectors would lose their tail calls.
/// </remarks>
internal static unsafe partial class Xmm
{
    private const int Vector = 16;

    /// <summary>ADDSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool AddSingle(FloatState* u, byte* to, byte* from) => OperateSingle<Addition>(u, (uint*)to, *(uint*)from);

    /// <summary>ADDSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool AddDouble(FloatState* u, byte* to, byte* from) => OperateDouble<Addition>(u, (ulong*)to, *(ulong*)from);

    /// <summary>ADDPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool AddSingles(FloatState* u, byte* to, byte* from) => OperateSingles<Addition>(u, to, from);

    /// <summary>ADDPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool AddDoubles(FloatState* u, byte* to, byte* from) => OperateDoubles<Addition>(u, to, from);

    /// <summary>SUBSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SubtractSingle(FloatState* u, byte* to, byte* from) => OperateSingle<Subtraction>(u, (uint*)to, *(uint*)from);

    /// <summary>SUBSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SubtractDouble(FloatState* u, byte* to, byte* from) => OperateDouble<Subtraction>(u, (ulong*)to, *(ulong*)from);

    /// <summary>SUBPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SubtractSingles(FloatState* u, byte* to, byte* from) => OperateSingles<Subtraction>(u, to, from);

    /// <summary>SUBPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SubtractDoubles(FloatState* u, byte* to, byte* from) => OperateDoubles<Subtraction>(u, to, from);

    /// <summary>MULSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MultiplySingle(FloatState* u, byte* to, byte* from) => OperateSingle<Multiplication>(u, (uint*)to, *(uint*)from);

    /// <summary>MULSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MultiplyDouble(FloatState* u, byte* to, byte* from) => OperateDouble<Multiplication>(u, (ulong*)to, *(ulong*)from);

    /// <summary>MULPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MultiplySingles(FloatState* u, byte* to, byte* from) => OperateSingles<Multiplication>(u, to, from);

    /// <summary>MULPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MultiplyDoubles(FloatState* u, byte* to, byte* from) => OperateDoubles<Multiplication>(u, to, from);

    /// <summary>DIVSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DivideSingle(FloatState* u, byte* to, byte* from) => OperateSingle<Division>(u, (uint*)to, *(uint*)from);

    /// <summary>DIVSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DivideDouble(FloatState* u, byte* to, byte* from) => OperateDouble<Division>(u, (ulong*)to, *(ulong*)from);

    /// <summary>DIVPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DivideSingles(FloatState* u, byte* to, byte* from) => OperateSingles<Division>(u, to, from);

    /// <summary>DIVPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DivideDoubles(FloatState* u, byte* to, byte* from) => OperateDoubles<Division>(u, to, from);

    /// <summary>MINSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MinimumSingle(FloatState* u, byte* to, byte* from) => OperateSingle<Least>(u, (uint*)to, *(uint*)from);

    /// <summary>MINSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MinimumDouble(FloatState* u, byte* to, byte* from) => OperateDouble<Least>(u, (ulong*)to, *(ulong*)from);

    /// <summary>MINPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MinimumSingles(FloatState* u, byte* to, byte* from) => OperateSingles<Least>(u, to, from);

    /// <summary>MINPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MinimumDoubles(FloatState* u, byte* to, byte* from) => OperateDoubles<Least>(u, to, from);

    /// <summary>MAXSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MaximumSingle(FloatState* u, byte* to, byte* from) => OperateSingle<Greatest>(u, (uint*)to, *(uint*)from);

    /// <summary>MAXSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MaximumDouble(FloatState* u, byte* to, byte* from) => OperateDouble<Greatest>(u, (ulong*)to, *(ulong*)from);

    /// <summary>MAXPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MaximumSingles(FloatState* u, byte* to, byte* from) => OperateSingles<Greatest>(u, to, from);

    /// <summary>MAXPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MaximumDoubles(FloatState* u, byte* to, byte* from) => OperateDoubles<Greatest>(u, to, from);

    /// <summary>SQRTSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SquareRootSingle(FloatState* u, byte* to, byte* from) => OperateSingle<Root>(u, (uint*)to, *(uint*)from);

    /// <summary>SQRTSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SquareRootDouble(FloatState* u, byte* to, byte* from) => OperateDouble<Root>(u, (ulong*)to, *(ulong*)from);

    /// <summary>SQRTPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SquareRootSingles(FloatState* u, byte* to, byte* from) => OperateSingles<Root>(u, to, from);

    /// <summary>SQRTPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SquareRootDoubles(FloatState* u, byte* to, byte* from) => OperateDoubles<Root>(u, to, from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool OperateSingle<T>(FloatState* u, uint* to, uint from)
        where T : struct, IOperation
    {
        uint status = 0;
        uint result = T.Apply(*to, from, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *to = result;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool OperateDouble<T>(FloatState* u, ulong* to, ulong from)
        where T : struct, IOperation
    {
        uint status = 0;
        ulong result = T.Apply(*to, from, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *to = result;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool OperateSingles<T>(FloatState* u, byte* to, byte* from)
        where T : struct, IOperation
    {
        uint* results = stackalloc uint[Vector / sizeof(uint)];
        uint all = 0;
        for (int i = 0; i < Vector / sizeof(uint); i++)
        {
            uint status = 0;
            results[i] = T.Apply(((uint*)to)[i], ((uint*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, results, Vector, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool OperateDoubles<T>(FloatState* u, byte* to, byte* from)
        where T : struct, IOperation
    {
        ulong* results = stackalloc ulong[Vector / sizeof(ulong)];
        uint all = 0;
        for (int i = 0; i < Vector / sizeof(ulong); i++)
        {
            uint status = 0;
            results[i] = T.Apply(((ulong*)to)[i], ((ulong*)from)[i], u->Mxcsr, ref status);
            all |= Lane(u, status);
        }

        return Finish(u, to, results, Vector, all);
    }

    /// <summary>Takes an operation's exceptions into MXCSR.</summary>
    /// <returns>Whether there is a result.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Report(FloatState* u, uint status)
    {
        u->Mxcsr |= status & FloatStatus.Exceptions;
        return (status & FloatStatus.NoResult) == 0;
    }

    /// <summary>What a lane adds to its instruction's report: an exception found before anything is computed, if unmasked, is all that is ever found (SDM vol. 1, 11.5.2.3).</summary>
    private const uint StopsAll = FloatStatus.NoResult << 8;

    private static uint Lane(FloatState* u, uint status)
        => (status & FloatStatus.Before & ~Mxcsr.Masks(u->Mxcsr)) != 0 ? status | StopsAll : status;

    private static bool Finish(FloatState* u, byte* to, void* results, int bytes, uint status)
    {
        if ((status & StopsAll) != 0)
        {
            status &= FloatStatus.Before | FloatStatus.NoResult;
        }

        if (!Report(u, status))
        {
            return false;
        }

        Buffer.MemoryCopy(results, to, bytes, bytes);
        return true;
    }
}
