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
    public static bool AddSingle(FloatState* u, byte* to, byte* from) => Operate<Addition, uint>(u, to, from);

    /// <summary>ADDSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool AddDouble(FloatState* u, byte* to, byte* from) => Operate<Addition, ulong>(u, to, from);

    /// <summary>ADDPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool AddSingles(FloatState* u, byte* to, byte* from) => OperateLanes<Addition, uint>(u, to, from);

    /// <summary>ADDPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool AddDoubles(FloatState* u, byte* to, byte* from) => OperateLanes<Addition, ulong>(u, to, from);

    /// <summary>SUBSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SubtractSingle(FloatState* u, byte* to, byte* from) => Operate<Subtraction, uint>(u, to, from);

    /// <summary>SUBSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SubtractDouble(FloatState* u, byte* to, byte* from) => Operate<Subtraction, ulong>(u, to, from);

    /// <summary>SUBPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SubtractSingles(FloatState* u, byte* to, byte* from) => OperateLanes<Subtraction, uint>(u, to, from);

    /// <summary>SUBPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SubtractDoubles(FloatState* u, byte* to, byte* from) => OperateLanes<Subtraction, ulong>(u, to, from);

    /// <summary>MULSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MultiplySingle(FloatState* u, byte* to, byte* from) => Operate<Multiplication, uint>(u, to, from);

    /// <summary>MULSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MultiplyDouble(FloatState* u, byte* to, byte* from) => Operate<Multiplication, ulong>(u, to, from);

    /// <summary>MULPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MultiplySingles(FloatState* u, byte* to, byte* from) => OperateLanes<Multiplication, uint>(u, to, from);

    /// <summary>MULPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MultiplyDoubles(FloatState* u, byte* to, byte* from) => OperateLanes<Multiplication, ulong>(u, to, from);

    /// <summary>DIVSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DivideSingle(FloatState* u, byte* to, byte* from) => Operate<Division, uint>(u, to, from);

    /// <summary>DIVSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DivideDouble(FloatState* u, byte* to, byte* from) => Operate<Division, ulong>(u, to, from);

    /// <summary>DIVPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DivideSingles(FloatState* u, byte* to, byte* from) => OperateLanes<Division, uint>(u, to, from);

    /// <summary>DIVPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DivideDoubles(FloatState* u, byte* to, byte* from) => OperateLanes<Division, ulong>(u, to, from);

    /// <summary>MINSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MinimumSingle(FloatState* u, byte* to, byte* from) => Operate<Least, uint>(u, to, from);

    /// <summary>MINSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MinimumDouble(FloatState* u, byte* to, byte* from) => Operate<Least, ulong>(u, to, from);

    /// <summary>MINPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MinimumSingles(FloatState* u, byte* to, byte* from) => OperateLanes<Least, uint>(u, to, from);

    /// <summary>MINPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MinimumDoubles(FloatState* u, byte* to, byte* from) => OperateLanes<Least, ulong>(u, to, from);

    /// <summary>MAXSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MaximumSingle(FloatState* u, byte* to, byte* from) => Operate<Greatest, uint>(u, to, from);

    /// <summary>MAXSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MaximumDouble(FloatState* u, byte* to, byte* from) => Operate<Greatest, ulong>(u, to, from);

    /// <summary>MAXPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MaximumSingles(FloatState* u, byte* to, byte* from) => OperateLanes<Greatest, uint>(u, to, from);

    /// <summary>MAXPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MaximumDoubles(FloatState* u, byte* to, byte* from) => OperateLanes<Greatest, ulong>(u, to, from);

    /// <summary>SQRTSS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SquareRootSingle(FloatState* u, byte* to, byte* from) => Operate<Root, uint>(u, to, from);

    /// <summary>SQRTSD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SquareRootDouble(FloatState* u, byte* to, byte* from) => Operate<Root, ulong>(u, to, from);

    /// <summary>SQRTPS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SquareRootSingles(FloatState* u, byte* to, byte* from) => OperateLanes<Root, uint>(u, to, from);

    /// <summary>SQRTPD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SquareRootDoubles(FloatState* u, byte* to, byte* from) => OperateLanes<Root, ulong>(u, to, from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Operate<T, TLane>(FloatState* u, byte* to, byte* from)
        where T : struct, IOperation<TLane>
        where TLane : unmanaged
    {
        uint status = 0;
        TLane result = T.Apply(*(TLane*)to, *(TLane*)from, u->Mxcsr, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        *(TLane*)to = result;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool OperateLanes<T, TLane>(FloatState* u, byte* to, byte* from)
        where T : struct, IOperation<TLane>
        where TLane : unmanaged
    {
        TLane* results = stackalloc TLane[Vector / sizeof(TLane)];
        uint all = 0;
        for (int i = 0; i < Vector / sizeof(TLane); i++)
        {
            uint status = 0;
            results[i] = T.Apply(((TLane*)to)[i], ((TLane*)from)[i], u->Mxcsr, ref status);
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
