namespace GenEmu.Spec.Forms;

/// <summary>Where an operand is, by the SDM's addressing-method letters.</summary>
public enum OperandKind
{
    /// <summary>E: ModRM register or memory.</summary>
    RegisterOrMemory,

    /// <summary>M: ModRM memory; the register form is #UD.</summary>
    Memory,

    /// <summary>R: ModRM.rm register; the memory form is #UD.</summary>
    Register,

    /// <summary>G: ModRM.reg register.</summary>
    RegField,

    /// <summary>S: ModRM.reg segment register.</summary>
    Segment,

    /// <summary>C: ModRM.reg control register.</summary>
    Control,

    /// <summary>D: ModRM.reg debug register.</summary>
    Debug,

    /// <summary>I: immediate.</summary>
    Immediate,

    /// <summary>Ibs: an immediate byte, sign-extended to the operand size.</summary>
    SignedImmediate,

    /// <summary>J: a relative target, read as the absolute IP.</summary>
    Target,

    /// <summary>A: a far pointer in the instruction.</summary>
    FarTarget,

    /// <summary>O: memory at an address in the instruction.</summary>
    Offset,

    /// <summary>X: the string source at DS:rSI.</summary>
    StringSource,

    /// <summary>Y: the string destination at ES:rDI.</summary>
    StringDestination,

    /// <summary>Z: the register in the opcode's low three bits.</summary>
    OpcodeRegister,

    /// <summary>[rBX+AL]: the byte that XLAT looks up.</summary>
    TableByte,

    /// <summary>A register that the form names.</summary>
    FixedRegister,

    /// <summary>A segment register that the form names.</summary>
    FixedSegment,

    /// <summary>1 or 3.</summary>
    Constant,
}
