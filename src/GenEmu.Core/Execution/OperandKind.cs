namespace GenEmu.Core.Execution;

/// <summary>Where an operand is. The generator's tables use all of them; a decoded <see cref="Op"/> only those marked *.</summary>
internal enum OperandKind : byte
{
    /// <summary>* No operand.</summary>
    None,

    /// <summary>* A general register at <c>Op.Register…</c>; in tables, the one that ModRM.reg names (G).</summary>
    Register,

    /// <summary>* Memory at the op's address; in tables, ModRM memory only (M).</summary>
    Memory,

    /// <summary>* A number in <c>Op.Immediate</c> (I).</summary>
    Immediate,

    /// <summary>* A segment register, its number in <c>Op.Register…</c> (S and fixed ones).</summary>
    Segment,

    /// <summary>* A control register, its number in <c>Op.Register…</c> (C).</summary>
    Control,

    /// <summary>* A debug register, its number in <c>Op.Register…</c> (D).</summary>
    Debug,

    /// <summary>* String source: memory at DS:rSI, segment overridable (X).</summary>
    StringSource,

    /// <summary>* String destination: memory at ES:rDI (Y).</summary>
    StringDestination,

    /// <summary>* The second immediate (the Ib of ENTER's Iw, Ib).</summary>
    Immediate2,

    /// <summary>Register or memory by ModRM (E).</summary>
    RegisterOrMemory,

    /// <summary>Register by ModRM.rm, memory forms invalid (R).</summary>
    RegisterOnly,

    /// <summary>Register in the opcode's low three bits (Z).</summary>
    OpcodeRegister,

    /// <summary>A byte immediate, sign-extended to the operand size (Ibs).</summary>
    SignedByte,

    /// <summary>A relative branch target (J); decodes to an immediate: the absolute IP.</summary>
    Relative,

    /// <summary>A far pointer in the instruction (A); decodes to immediate and second immediate.</summary>
    FarPointer,

    /// <summary>Memory at an address in the instruction (O).</summary>
    MemoryOffset,

    /// <summary>* XLAT's byte at rBX + AL.</summary>
    Xlat,

    /// <summary>A fixed general register, <c>OperandInfo.Number</c>.</summary>
    FixedRegister,

    /// <summary>A fixed segment register, <c>OperandInfo.Number</c>.</summary>
    FixedSegment,

    /// <summary>* An MMX register at <c>Op.Register…</c>; in tables, the one that ModRM.reg names (P).</summary>
    Mmx,

    /// <summary>* An XMM register at <c>Op.Register…</c>; in tables, the one that ModRM.reg names (V).</summary>
    Xmm,

    /// <summary>* An x87 register, its number from the top in <c>Op.Register…</c> (STi).</summary>
    Stack,

    /// <summary>MMX register by ModRM.rm (N).</summary>
    MmxRegister,

    /// <summary>MMX register or memory by ModRM (Q).</summary>
    MmxOrMemory,

    /// <summary>XMM register by ModRM.rm (U).</summary>
    XmmRegister,

    /// <summary>XMM register or memory by ModRM (W).</summary>
    XmmOrMemory,

    /// <summary>ST(0).</summary>
    StackTop,

    /// <summary>The number <c>OperandInfo.Number</c>.</summary>
    Constant,

    /// <summary>As <see cref="RegisterOrMemory"/>, the address computed after the stack pointer was incremented (Ep: POP).</summary>
    RegisterOrMemoryAfterPop,
}
