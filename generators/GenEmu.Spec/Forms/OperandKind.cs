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

    /// <summary>P: ModRM.reg MMX register.</summary>
    Mmx,

    /// <summary>N: ModRM.rm MMX register; the memory form is another instruction's.</summary>
    MmxRegister,

    /// <summary>Q: ModRM MMX register or memory.</summary>
    MmxOrMemory,

    /// <summary>V: ModRM.reg XMM register.</summary>
    Xmm,

    /// <summary>U: ModRM.rm XMM register; the memory form is another instruction's.</summary>
    XmmRegister,

    /// <summary>W: ModRM XMM register or memory.</summary>
    XmmOrMemory,

    /// <summary>STi: the x87 register in ModRM.rm, counted from the top of the stack.</summary>
    Stack,

    /// <summary>ST0.</summary>
    StackTop,

    /// <summary>1 or 3.</summary>
    Constant,
}
