using System.Runtime.CompilerServices;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <content>Arithmetic: with a single or a double from memory, with an integer, and between two registers of which the first is the destination.</content>
internal static unsafe partial class X87
{
    /// <summary>FADD with a single.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Add(FloatState* u, uint single) => OperateSingle<Addition>(u, single);

    /// <summary>FADD with a double.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Add(FloatState* u, ulong value) => OperateDouble<Addition>(u, value);

    /// <summary>FADD with an integer.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void AddInteger(FloatState* u, long value) => OperateMemory<Addition>(u, Fpu.FromInteger(value), 0);

    /// <summary>FADD between registers.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool AddRegister(FloatState* u, uint to, uint with) => OperateRegisters<Addition>(u, to, with);

    /// <summary>FMUL with a single.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Multiply(FloatState* u, uint single) => OperateSingle<Multiplication>(u, single);

    /// <summary>FMUL with a double.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Multiply(FloatState* u, ulong value) => OperateDouble<Multiplication>(u, value);

    /// <summary>FMUL with an integer.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void MultiplyInteger(FloatState* u, long value) => OperateMemory<Multiplication>(u, Fpu.FromInteger(value), 0);

    /// <summary>FMUL between registers.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool MultiplyRegister(FloatState* u, uint to, uint with) => OperateRegisters<Multiplication>(u, to, with);

    /// <summary>FSUB with a single.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Subtract(FloatState* u, uint single) => OperateSingle<Subtraction>(u, single);

    /// <summary>FSUB with a double.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Subtract(FloatState* u, ulong value) => OperateDouble<Subtraction>(u, value);

    /// <summary>FSUB with an integer.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void SubtractInteger(FloatState* u, long value) => OperateMemory<Subtraction>(u, Fpu.FromInteger(value), 0);

    /// <summary>FSUB between registers.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SubtractRegister(FloatState* u, uint to, uint with) => OperateRegisters<Subtraction>(u, to, with);

    /// <summary>FSUBR with a single.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void SubtractReverse(FloatState* u, uint single) => OperateSingle<ReverseSubtraction>(u, single);

    /// <summary>FSUBR with a double.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void SubtractReverse(FloatState* u, ulong value) => OperateDouble<ReverseSubtraction>(u, value);

    /// <summary>FSUBR with an integer.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void SubtractReverseInteger(FloatState* u, long value) => OperateMemory<ReverseSubtraction>(u, Fpu.FromInteger(value), 0);

    /// <summary>FSUBR between registers.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool SubtractReverseRegister(FloatState* u, uint to, uint with) => OperateRegisters<ReverseSubtraction>(u, to, with);

    /// <summary>FDIV with a single.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Divide(FloatState* u, uint single) => OperateSingle<Division>(u, single);

    /// <summary>FDIV with a double.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Divide(FloatState* u, ulong value) => OperateDouble<Division>(u, value);

    /// <summary>FDIV with an integer.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void DivideInteger(FloatState* u, long value) => OperateMemory<Division>(u, Fpu.FromInteger(value), 0);

    /// <summary>FDIV between registers.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DivideRegister(FloatState* u, uint to, uint with) => OperateRegisters<Division>(u, to, with);

    /// <summary>FDIVR with a single.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void DivideReverse(FloatState* u, uint single) => OperateSingle<ReverseDivision>(u, single);

    /// <summary>FDIVR with a double.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void DivideReverse(FloatState* u, ulong value) => OperateDouble<ReverseDivision>(u, value);

    /// <summary>FDIVR with an integer.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void DivideReverseInteger(FloatState* u, long value) => OperateMemory<ReverseDivision>(u, Fpu.FromInteger(value), 0);

    /// <summary>FDIVR between registers.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool DivideReverseRegister(FloatState* u, uint to, uint with) => OperateRegisters<ReverseDivision>(u, to, with);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OperateSingle<T>(FloatState* u, uint single)
        where T : struct, IOperation
    {
        uint status = 0;
        Float80 operand = Fpu.Widen(single, ref status);
        OperateMemory<T>(u, operand, status);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OperateDouble<T>(FloatState* u, ulong value)
        where T : struct, IOperation
    {
        uint status = 0;
        Float80 operand = Fpu.Widen(value, ref status);
        OperateMemory<T>(u, operand, status);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OperateMemory<T>(FloatState* u, Float80 operand, uint status)
        where T : struct, IOperation
    {
        if (!Has(u, 0))
        {
            Underflow(u, 0);
            return;
        }

        X87Register* top = At(u, 0);
        Float80 result = T.Apply(top->Value, operand, u->Control, ref status);
        if (Report(u, status))
        {
            top->Value = result;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool OperateRegisters<T>(FloatState* u, uint to, uint with)
        where T : struct, IOperation
    {
        if (!HasBoth(u, to, with))
        {
            return Underflow(u, to);
        }

        uint status = 0;
        X87Register* destination = At(u, to);
        Float80 result = T.Apply(destination->Value, At(u, with)->Value, u->Control, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        destination->Value = result;
        return true;
    }
}
