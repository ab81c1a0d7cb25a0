using System.Runtime.CompilerServices;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <content>Comparisons. Those that return a bool set the condition codes, and say whether the stack may be popped.</content>
internal static unsafe partial class X87
{
    private const uint Unordered = FloatStatus.C3 | FloatStatus.C2 | FloatStatus.C0;

    /// <summary>FCOM with a single.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool Compare(FloatState* u, uint single)
    {
        uint status = 0;
        Float80 operand = Fpu.Widen(single, ref status);
        return CompareTop(u, operand, status);
    }

    /// <summary>FCOM with a double.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool Compare(FloatState* u, ulong value)
    {
        uint status = 0;
        Float80 operand = Fpu.Widen(value, ref status);
        return CompareTop(u, operand, status);
    }

    /// <summary>FICOM.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool CompareInteger(FloatState* u, long value) => CompareTop(u, Fpu.FromInteger(value), 0);

    /// <summary>FTST.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool CompareZero(FloatState* u) => CompareTop(u, default, 0);

    /// <summary>FCOM and FUCOM between registers.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool CompareRegister(FloatState* u, uint i, bool quiet)
    {
        uint conditions = Order(u, i, quiet, out bool hasResult);
        u->Status = (ushort)((u->Status & ~(uint)FloatState.Conditions) | conditions);
        return hasResult;
    }

    /// <summary>FCOMI and FUCOMI: ZF, PF and CF.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static uint CompareToFlags(FloatState* u, uint i, bool quiet)
    {
        uint conditions = Order(u, i, quiet, out bool hasResult);
        u->HasResult = hasResult;
        return (conditions >> 8) & 0x45;        // C3, C2 and C0 stand as ZF, PF and CF do
    }

    /// <summary>FXAM: the class of what is in ST(0), and its sign even if it is empty.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Examine(FloatState* u)
    {
        Float80 value = At(u, 0)->Value;
        uint conditions = Has(u, 0) ? Fpu.Examine(value) : FloatStatus.C3 | FloatStatus.C0 | (value.IsNegative ? FloatStatus.C1 : 0);
        u->Status = (ushort)((u->Status & ~(uint)FloatState.Conditions) | conditions);
    }

    private static bool CompareTop(FloatState* u, Float80 operand, uint status)
    {
        uint conditions = Unordered;
        bool hasResult;
        if (Has(u, 0))
        {
            conditions = Fpu.Compare(At(u, 0)->Value, operand, u->Control, ref status);
            hasResult = Report(u, status);
        }
        else
        {
            hasResult = Fault(u, 0);
        }

        u->Status = (ushort)((u->Status & ~(uint)FloatState.Conditions) | conditions);
        return hasResult;
    }

    private static uint Order(FloatState* u, uint i, bool quiet, out bool hasResult)
    {
        if (!HasBoth(u, 0, i))
        {
            hasResult = Fault(u, 0);
            return Unordered;
        }

        uint status = 0;
        Float80 a = At(u, 0)->Value;
        Float80 b = At(u, i)->Value;
        uint conditions = quiet ? Fpu.CompareUnordered(a, b, u->Control, ref status) : Fpu.Compare(a, b, u->Control, ref status);
        hasResult = Report(u, status);
        return conditions;
    }
}
