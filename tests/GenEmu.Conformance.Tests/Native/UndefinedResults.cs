using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>What the SDM leaves undefined in a case: the form's facts, and what depends on a shift's count (<c>if</c>s in opcodes.yaml).</summary>
internal static class UndefinedResults
{
    /// <summary>The flags that no manual defines after this case.</summary>
    public static uint Flags(NativeOutcome outcome)
    {
        if (outcome.Faulted)
        {
            return 0;
        }

        int bits = 8 * Width(outcome);
        int n = Count(outcome);
        uint flags = outcome.Form.Op switch
        {
            "shl" or "shr" when n >= bits => EFlags.Af | EFlags.Of | EFlags.Cf,
            "shld" or "shrd" when n > bits => EFlags.Af | EFlags.Of | EFlags.Cf | EFlags.Sf | EFlags.Zf | EFlags.Pf,
            "shl" or "shr" or "sar" or "shld" or "shrd" when n > 1 => EFlags.Af | EFlags.Of,
            "shl" or "shr" or "sar" or "shld" or "shrd" when n == 1 => EFlags.Af,
            "rol" or "ror" or "rcl" or "rcr" when n > 1 => EFlags.Of,
            _ => 0,
        };
        return flags | outcome.Form.UndefinedFlags;
    }

    /// <summary>Whether the destination is undefined too.</summary>
    public static bool Destination(NativeOutcome outcome)
        => outcome.Form.Op is "shld" or "shrd" && !outcome.Faulted && Count(outcome) > 8 * Width(outcome);

    private static int Width(NativeOutcome outcome) => outcome.Form.Operand0.Size == OperandSize.Byte ? 1 : outcome.Shape.OperandSize;

    private static int Count(NativeOutcome outcome)
    {
        FormInfo form = outcome.Form;
        OperandInfo count = form.Operand2.Kind == OperandKind.None ? form.Operand1 : form.Operand2;
        return count.Kind switch
        {
            OperandKind.Constant => count.Number,
            OperandKind.Immediate => outcome.Code[^1] & 31,
            OperandKind.FixedRegister => (int)outcome.Before.Context.Ecx & 31,
            _ => 0,
        };
    }
}
