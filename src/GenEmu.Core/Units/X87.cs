using System.Runtime.CompilerServices;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <summary>What x87 instructions do to the unit's registers. Operands are numbers from the top of the stack, or values from memory.</summary>
/// <remarks>
/// Functions that return a bool say whether there is a result: after an unmasked exception there is none, and nothing is popped (SDM vol. 1, 8.6).
/// What needs the address of a local is not inlined, because the direct handlers that call these functions would lose their tail calls.
/// </remarks>
internal static unsafe partial class X87
{
    private const ushort StackFault = 0x40;

    /// <summary>Whether the last store, integer conversion or FCOMI has a result.</summary>
    public static bool HasResult(FloatState* u) => u->HasResult;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pop(FloatState* u)
    {
        u->Valid &= (byte)~(1 << u->Top);
        u->Top = (byte)((u->Top + 1) & 7);
    }

    /// <summary>FFREE.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Free(FloatState* u, uint i)
    {
        u->Valid &= (byte)~Bit(u, i);
        u->Status &= unchecked((ushort)~FloatStatus.C1);
    }

    /// <summary>FINCSTP and FDECSTP: only TOP moves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MoveTop(FloatState* u, uint distance)
    {
        u->Top = (byte)((u->Top + distance) & 7);
        u->Status &= unchecked((ushort)~FloatStatus.C1);
    }

    /// <summary>FNCLEX: the flags, the summary, the stack fault.</summary>
    public static void ClearExceptions(FloatState* u) => u->Status &= FloatState.Conditions;

    public static void Initialize(FloatState* u) => u->InitializeX87();

    public static uint ControlWord(FloatState* u) => u->Control;

    public static void SetControlWord(FloatState* u, uint value) => u->SetControlWord((ushort)value);

    public static uint StatusWord(FloatState* u) => u->StatusWord;

    /// <summary>EMMS: every register is empty, and TOP is 0 (SDM vol. 1, table 9-2).</summary>
    public static void EmptyStack(FloatState* u)
    {
        u->Top = 0;
        u->Valid = 0;
    }

    /// <summary>FXCH.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exchange(FloatState* u, uint i)
    {
        if (!HasBoth(u, 0, i))
        {
            ExchangeEmpty(u, i);
            return;
        }

        X87Register* top = At(u, 0);
        X87Register* other = At(u, i);
        ulong significand = top->Significand;
        ushort exponent = top->SignExponent;
        *top = *other;
        other->Significand = significand;
        other->SignExponent = exponent;
        u->Status &= unchecked((ushort)~FloatStatus.C1);
    }

    /// <summary>FST and FSTP to a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool StoreRegister(FloatState* u, uint i)
    {
        if (!Has(u, 0))
        {
            return Underflow(u, i);
        }

        *At(u, i) = *At(u, 0);
        u->Valid |= (byte)Bit(u, i);
        u->Status &= unchecked((ushort)~FloatStatus.C1);
        return true;
    }

    /// <summary>FSTPNCE: an empty register is no error, and is not stored.</summary>
    public static void StorePopUnchecked(FloatState* u, uint i)
    {
        if (Has(u, 0))
        {
            *At(u, i) = *At(u, 0);
            u->Valid |= (byte)Bit(u, i);
        }

        u->Status &= unchecked((ushort)~FloatStatus.C1);
        Pop(u);
    }

    /// <summary>FCMOVcc, whose condition is the caller's: an empty register is an error whether it holds or not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move(FloatState* u, uint i, bool condition)
    {
        if (!HasBoth(u, 0, i))
        {
            Underflow(u, 0);
            return;
        }

        if (condition)
        {
            *At(u, 0) = *At(u, i);
        }
    }

    /// <summary>FCHS.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ChangeSign(FloatState* u)
    {
        if (!Has(u, 0))
        {
            Underflow(u, 0);
            return;
        }

        At(u, 0)->SignExponent ^= 0x8000;
        u->Status &= unchecked((ushort)~FloatStatus.C1);
    }

    /// <summary>FABS.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Absolute(FloatState* u)
    {
        if (!Has(u, 0))
        {
            Underflow(u, 0);
            return;
        }

        At(u, 0)->SignExponent &= 0x7FFF;
        u->Status &= unchecked((ushort)~FloatStatus.C1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static X87Register* At(FloatState* u, uint i) => &u->R0 + ((u->Top + i) & 7);        // eight stand in a row

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bit(FloatState* u, uint i) => 1u << (int)((u->Top + i) & 7);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Has(FloatState* u, uint i) => (u->Valid & Bit(u, i)) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasBoth(FloatState* u, uint i, uint j)
    {
        uint both = Bit(u, i) | Bit(u, j);
        return (u->Valid & both) == both;
    }

    /// <summary>Takes what an operation reports into the status word.</summary>
    /// <returns>Whether there is a result.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Report(FloatState* u, uint status, uint conditions = FloatStatus.C1)
    {
        uint word = (u->Status & ~conditions) | (status & (conditions | FloatStatus.Exceptions));
        u->Status = (ushort)((status & ~u->Control & FloatStatus.Exceptions) != 0 ? word | FloatState.ErrorSummary : word);
        return (status & FloatStatus.NoResult) == 0;
    }

    /// <summary>Whether IE is masked, once a stack fault was flagged.</summary>
    private static bool Fault(FloatState* u, uint direction)
    {
        u->Status = (ushort)((u->Status & ~FloatStatus.C1) | direction | FloatStatus.Invalid | StackFault);
        u->UpdateErrorSummary();
        return (u->Control & FloatStatus.Invalid) != 0;
    }

    /// <summary>An empty register was to be read: the masked answer is the indefinite.</summary>
    [MethodImpl(Compile.OutOfLine)]
    private static bool Underflow(FloatState* u, uint to)
    {
        bool masked = Fault(u, 0);
        if (masked)
        {
            At(u, to)->Value = Float80.Indefinite;
            u->Valid |= (byte)Bit(u, to);
        }

        return masked;
    }

    [MethodImpl(Compile.OutOfLine)]
    private static void ExchangeEmpty(FloatState* u, uint i)
    {
        if (!Fault(u, 0))
        {
            return;
        }

        X87Register top = Has(u, 0) ? *At(u, 0) : Indefinite;
        *At(u, 0) = Has(u, i) ? *At(u, i) : Indefinite;
        *At(u, i) = top;
        u->Valid |= (byte)(Bit(u, 0) | Bit(u, i));
    }

    private static X87Register Indefinite => new() { Value = Float80.Indefinite };
}
