namespace GenEmu.Spec.Forms;

/// <summary>One encoding of an instruction.</summary>
/// <param name="Text">The form as written.</param>
/// <param name="Span">Its place.</param>
/// <param name="Map">The opcode map.</param>
/// <param name="Opcode">The opcode byte in its map, with the field's bits clear.</param>
/// <param name="Field">What the opcode's low bits hold.</param>
/// <param name="Prefix">The mandatory prefix.</param>
/// <param name="Digit">/0 to /7: what ModRM.reg must be, or null.</param>
/// <param name="ModRm">The whole ModRM byte, where it is part of the opcode, or null.</param>
/// <param name="HasModRm">Whether a ModRM byte is decoded.</param>
/// <param name="Operands">At most three.</param>
/// <param name="Words">Mode and privilege.</param>
/// <param name="Feature">The CPUID feature it needs instead of its instruction's, or empty.</param>
public sealed record Form(
    string Text,
    SourceSpan Span,
    OpcodeMap Map,
    byte Opcode,
    OpcodeField Field,
    MandatoryPrefix Prefix,
    int? Digit,
    int? ModRm,
    bool HasModRm,
    EquatableArray<Operand> Operands,
    FormWords Words,
    string Feature)
{
    /// <summary>How many opcode bytes the form covers.</summary>
    public int OpcodeCount => Field switch { OpcodeField.Register => 8, OpcodeField.Condition => 16, _ => 1 };

    /// <summary>Whether it is an x87 instruction: those opcodes lead to a unit with a state of its own.</summary>
    public bool IsX87 => Map == OpcodeMap.Primary && Opcode is >= 0xD8 and <= 0xDF;

    /// <summary>Whether ModRM must name a register: with memory the bytes mean something else, or nothing.</summary>
    public bool NeedsRegister => (Words & FormWords.RegisterOnly) != 0 || ModRm is not null || Operands.Any(o => o.NeedsRegister);

    /// <summary>Whether the form decodes a ModRM byte of this value.</summary>
    /// <param name="modRm">The byte.</param>
    public bool Accepts(int modRm)
    {
        var isRegister = modRm >= 0xC0;
        return (Digit is null || ((modRm >> 3) & 7) == Digit)
            && (ModRm is null || modRm == ModRm)
            && (isRegister || !NeedsRegister)
            && !Operands.Any(o => isRegister ? o.Kind == OperandKind.Memory : o.Kind == OperandKind.Register);
    }
}
