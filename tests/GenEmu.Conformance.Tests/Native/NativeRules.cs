using System.Runtime.Intrinsics.X86;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>Why a result may differ from this machine's: the SDM leaves an order open, or AMD documents another one than Intel.</summary>
internal static class NativeRules
{
    private const int UserPrivilege = 3;

    public static NativeRule[] Applicable { get; } = [.. All.Where(rule => !rule.AmdOnly || IsAmd)];

    private static IEnumerable<NativeRule> All =>
    [
        new("RF of a step trap within a repetition", "SDM vol. 3, 17.3.1.1: traps after any iteration but the last push RF set; AMD's push it clear.",
            AmdOnly: true, NativeAspects.ResumeFlag,
            o => o.Silicon.Context.Trap == Vector.Db && o.Shape.Repeat != 0 && o.Silicon.Context.Eip == NativeLayout.Code),
        new("Outer return reads SS:ESP first", "SDM vol. 2, RET: CS is checked first; AMD64 APM vol. 3, RETF and IRET: if RPL is not CPL, the outer stack pointer is popped first.",
            AmdOnly: true, NativeAspects.All,
            o => IsFarReturn(o.Form) && (o.StackItem(1) is not { } selector || (selector & 3) != UserPrivilege)),
        new("Order of the reads of a far return", "The SDM checks all of the frame; which of its pages is reported first is open.",
            AmdOnly: false, NativeAspects.FaultAddress,
            o => IsFarReturn(o.Form) && o.Faulted),
        new("Order of the operands of CMPS", "The SDM does not say which of two operands that both fault is reported; AMD's processors read ES:EDI first.",
            AmdOnly: false, NativeAspects.Fault,
            o => o.Form.Op == "cmps" && o.Faulted),
        new("LOCK MOV CR0 is MOV CR8", "AMD64 APM vol. 3, MOV CRn (AltMovCr8); #UD on Intel's processors.",
            AmdOnly: true, NativeAspects.All,
            o => o.Form.Op is "mov from control" or "mov to control" && o.Shape.Lock),
        new("LOCK VERW is VERW", "SDM vol. 2, LOCK: #UD with any instruction that is not in its list; AMD's processors whose microcode replaces VERW do not see the prefix.",
            AmdOnly: true, NativeAspects.All,
            o => o.Form.Op == "verw" && o.Shape.Lock),
        new("PREFETCHW has no register form", "SDM vol. 2, appendix A: 0F 0D is a hint, of which later processors define memory forms; #UD on AMD's.",
            AmdOnly: true, NativeAspects.All,
            o => o.Form is { Map: 1, Opcode: 0x0D } && !o.Shape.Memory),
        new("CPL before DR4 and DR5", "Rule C10: a register that does not exist is #UD for everybody; AMD's processors look at CPL first.",
            AmdOnly: true, NativeAspects.Fault,
            o => o.Form.Op is "mov from debug" or "mov to debug"),
        new("Items moved before a later one faults", "The SDM does not say how much of ENTER is in memory, or of POPA in registers, when it faults, nor which item is reported; it is restarted as a whole.",
            AmdOnly: false, NativeAspects.Memory | NativeAspects.Registers | NativeAspects.Fault,
            o => o.Form.Op is "enter" or "popa" && o.Faulted),
        new("ARPL writes only what it changes", "SDM vol. 2, ARPL: #GP(0) if the destination cannot be written, whatever its RPL; AMD's processors look at the RPL first.",
            AmdOnly: true, NativeAspects.All,
            o => o.Form.Op == "arpl" && o.Shape.Memory && (o.Faulted || o.Shape.Segment == Segment.Cs || o.Target >= NativeLayout.ReadOnlyPage)),
        new("MMX registers before a fault", "SDM vol. 1, 9.6.2 has the instruction make the x87 registers MMX registers, not when; AMD's processors have done it when a memory operand or #XM faults.",
            AmdOnly: true, NativeAspects.Float,
            o => o.Faulted && (o.Form.Operand0.Kind is OperandKind.Mmx || o.Form.Operand1.Kind is OperandKind.Mmx or OperandKind.MmxOrMemory)),
        new("First faulting byte of an image", "Which page of an operand of many bytes is reported, and at which byte, is open; GenEmu reports the lowest.",
            AmdOnly: false, NativeAspects.FaultAddress,
            o => o.Faulted && o.Form.Operand0.Size is OperandSize.Environment or OperandSize.Image or OperandSize.FullImage),
        new("FCOMI and C1", "SDM vol. 2, FCOMI: C1 is cleared; AMD's processors leave it.",
            AmdOnly: true, NativeAspects.Conditions,
            o => IsFlagComparison(o.Form)),
        new("FCOMI with an unmasked invalid operand", "SDM vol. 2, FCOMI: EFLAGS stays; AMD's processors say unordered.",
            AmdOnly: true, NativeAspects.ArithmeticFlags,
            o => IsFlagComparison(o.Form) && ErrorSummary(o.Silicon)),
        new("CVTPI2PS from memory", "SDM vol. 2, CVTPI2PS: the x87 registers become MMX registers whatever the operand; not on AMD's processors.",
            AmdOnly: true, NativeAspects.Float,
            o => o.Form.Op == "cvtpi2ps" && o.Shape.Memory),
        new("CVTPI2PS from memory with an x87 error pending", "SDM vol. 2, CVTPI2PS: the error is handled first, whatever the operand; with memory, AMD's processors do not look.",
            AmdOnly: true, NativeAspects.All,
            o => o.Form.Op == "cvtpi2ps" && o.Shape.Memory && ErrorSummary(o.Before)),
        new("MASKMOVDQU and alignment", "SDM vol. 2, MASKMOVDQU lists no #AC; AMD's processors raise it for a misaligned operand.",
            AmdOnly: true, NativeAspects.All,
            o => o.Form.Op == "maskmovdqu" && o.Silicon.Context.Trap == Vector.Ac),
        new("FXSAVE looks at alignment first", "SDM vol. 2, FXSAVE: #GP(0) if the segment cannot be written, and #AC may vary; AMD's processors raise that first.",
            AmdOnly: true, NativeAspects.Fault,
            o => o.Form.Op == "fxsave" && o.Shape.Segment == Segment.Cs && o.Silicon.Context.Trap == Vector.Ac),
        new("MXCSR_MASK", "SDM vol. 1, 11.6.6: the bits that the processor has; AMD's have MM too (see below).",
            AmdOnly: true, NativeAspects.MxcsrMask,
            o => o.Form.Op == "fxsave" && !o.Faulted),
        new("MXCSR.MM", "SDM vol. 1, 10.2.3: bits 16 to 31 are reserved, #GP(0) if one is set; bit 17 is AMD's (AMD64 APM vol. 2, 3.1.7, misaligned exception mask).",
            AmdOnly: true, NativeAspects.All,
            o => (NativeFloat.Mxcsr(o.Silicon.Float) & 1 << 17) != 0),
        new("Approximations", "SDM vol. 2, RCPPS and RSQRTPS: a bound on the error, not the result.",
            AmdOnly: false, NativeAspects.Float,
            o => !o.Faulted && (o.Form.Op.StartsWith("rcp", StringComparison.Ordinal) || o.Form.Op.StartsWith("rsqrt", StringComparison.Ordinal))),
        new("Conditions of a remainder that is none", "SDM vol. 2, FPREM: the quotient's bits are defined for a quotient.",
            AmdOnly: false, NativeAspects.Conditions,
            o => o.Form.Op is "fprem" or "fprem1" && (ErrorSummary(o.Silicon) || !IsFinite(o.Before, 0) || !IsFinite(o.Before, 1) || NativeFloat.Stack(o.Before.Float, 1).IsZero)),
        new("Transcendentals", "SDM vol. 1, 8.3.10: accurate to 1 ulp, not to the bit.",
            AmdOnly: false, NativeAspects.Float,
            o => o.Form.Op is "fsin" or "fcos" or "fsincos" or "fptan" or "fpatan" or "f2xm1" or "fyl2x" or "fyl2xp1"),
    ];

    private static bool IsAmd
    {
        get
        {
            (_, int ebx, int ecx, int edx) = X86Base.CpuId(0, 0);
            return (ebx, edx, ecx) == (0x6874_7541, 0x6974_6E65, 0x444D_4163);          // AuthenticAMD
        }
    }

    private static bool IsFlagComparison(FormInfo form) => form.Op is "fcomi" or "fcomip" or "fucomi" or "fucomip";

    /// <summary>Whether an unmasked x87 exception is pending.</summary>
    private static bool ErrorSummary(in NativeCase @case) => (((ReadOnlySpan<byte>)@case.Float)[NativeFloat.StatusAt] & 0x80) != 0;

    /// <summary>Whether a register of the stack is neither empty nor anything else that has no remainder.</summary>
    private static bool IsFinite(in NativeCase @case, int register)
    {
        Float80 value = NativeFloat.Stack(@case.Float, register);
        return !NativeFloat.IsEmpty(@case.Float, register) && value.Field != Float80.MaxField && !value.IsUnsupported;
    }

    private static bool IsFarReturn(FormInfo form) => form.Op is "ret far" or "ret far n" or "iret";
}
