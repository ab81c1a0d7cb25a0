namespace GenEmu.Spec.Forms;

/// <summary>One operand of a form.</summary>
/// <param name="Kind">Where it is.</param>
/// <param name="Size">How wide it is.</param>
/// <param name="Name">The register or number, for the fixed kinds.</param>
/// <param name="AfterPop">Epv: its address is computed after the stack pointer was incremented.</param>
/// <param name="Span">Its place.</param>
public sealed record Operand(OperandKind Kind, OperandSize Size, string Name, bool AfterPop, SourceSpan Span)
{
    /// <summary>Whether it names memory in at least one shape of the form.</summary>
    public bool CanBeMemory => Kind is OperandKind.RegisterOrMemory or OperandKind.Memory or OperandKind.Offset
        or OperandKind.StringSource or OperandKind.StringDestination or OperandKind.TableByte
        or OperandKind.MmxOrMemory or OperandKind.XmmOrMemory;

    /// <summary>Whether it is decoded from a ModRM byte.</summary>
    public bool NeedsModRm => Kind is OperandKind.RegisterOrMemory or OperandKind.Memory or OperandKind.Register
        or OperandKind.RegField or OperandKind.Segment or OperandKind.Control or OperandKind.Debug or OperandKind.Stack || IsMmx || IsXmm;

    /// <summary>Whether it is an MMX register in at least one shape of the form.</summary>
    public bool IsMmx => Kind is OperandKind.Mmx or OperandKind.MmxRegister or OperandKind.MmxOrMemory;

    /// <summary>Whether it is an XMM register in at least one shape of the form.</summary>
    public bool IsXmm => Kind is OperandKind.Xmm or OperandKind.XmmRegister or OperandKind.XmmOrMemory;

    /// <summary>Whether ModRM must name a register for it.</summary>
    public bool NeedsRegister => Kind is OperandKind.MmxRegister or OperandKind.XmmRegister or OperandKind.Stack;

    /// <summary>Whether its value comes from the instruction's bytes.</summary>
    public bool IsImmediate => Kind is OperandKind.Immediate or OperandKind.SignedImmediate or OperandKind.Target
        or OperandKind.FarTarget or OperandKind.Constant;

    /// <summary>Whether its width follows the operand-size attribute.</summary>
    public bool Varies => Size is OperandSize.Operand or OperandSize.Operand32 or OperandSize.DwordOrQword;

    /// <summary>The bytes that the whole operand occupies.</summary>
    /// <param name="operandSize">The operand-size attribute in bytes.</param>
    public int Bytes(int operandSize) => Size switch
    {
        OperandSize.Byte => 1,
        OperandSize.Word => 2,
        OperandSize.Dword => 4,
        OperandSize.Qword => 8,
        OperandSize.Operand => operandSize,
        OperandSize.Operand32 => Math.Min(operandSize, 4),
        OperandSize.DwordOrQword => operandSize == 8 ? 8 : 4,
        OperandSize.FarPointer => 2 + operandSize,
        OperandSize.Bounds => 2 * operandSize,
        OperandSize.PseudoDescriptor => 6,
        OperandSize.Vector => 16,
        OperandSize.Extended => 10,
        OperandSize.Environment => operandSize == 2 ? 14 : 28,
        OperandSize.Image => operandSize == 2 ? 94 : 108,
        OperandSize.FullImage => 512,
        _ => 0,
    };

    /// <summary>The bytes of its value; 0 if it is not one value but has parts.</summary>
    /// <param name="operandSize">The operand-size attribute in bytes.</param>
    public int ValueBytes(int operandSize) => Kind == OperandKind.FarTarget ? operandSize
        : Size is OperandSize.FarPointer or OperandSize.Bounds or OperandSize.PseudoDescriptor or > OperandSize.Vector ? 0
        : Bytes(operandSize);
}
