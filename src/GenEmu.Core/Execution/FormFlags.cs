namespace GenEmu.Core.Execution;

/// <summary>What a form's words and its instruction's keys say, and what the generator derived.</summary>
[Flags]
internal enum FormFlags
{
    None = 0,

    /// <summary>Invalid in 64-bit mode.</summary>
    Not64 = 1,

    /// <summary>Valid in 64-bit mode only.</summary>
    Only64 = 1 << 1,

    /// <summary>#GP(0) unless CPL is 0.</summary>
    Cpl0 = 1 << 2,

    /// <summary>#UD in real and V86 mode.</summary>
    Protected = 1 << 3,

    /// <summary>LOCK is allowed when the first operand is memory.</summary>
    Lock = 1 << 4,

    /// <summary>REP and REPNE repeat it.</summary>
    Rep = 1 << 5,

    /// <summary>64-bit operand size is the default in 64-bit mode.</summary>
    Default64 = 1 << 6,

    /// <summary>Operand size is always 64 bits in 64-bit mode.</summary>
    Force64 = 1 << 7,

    /// <summary>The block ends after it: it jumps, or changes what the boundary or the decoder looks at.</summary>
    EndsBlock = 1 << 8,

    /// <summary>ModRM follows the opcode.</summary>
    ModRm = 1 << 9,

    /// <summary>The opcode's low four bits are a condition.</summary>
    Condition = 1 << 10,

    /// <summary>It may access ports.</summary>
    Io = 1 << 11,

    /// <summary>CR0 must allow the x87.</summary>
    NeedsX87 = 1 << 12,

    /// <summary>CR0 and CR4 must allow SSE.</summary>
    NeedsSse = 1 << 13,

    /// <summary>An x87 instruction: its opcode goes into the unit's last-opcode register.</summary>
    X87 = 1 << 14,
}
