namespace GenEmu.Conformance.Tests.Decode;

/// <summary>How two decoders that do not say the same of a byte string may both be right.</summary>
internal enum DecodeRule
{
    /// <summary>No rule needed: the same instruction, length and operands.</summary>
    Same,

    /// <summary>No instruction, both say.</summary>
    NoInstruction,

    /// <summary>Longer than 15 bytes: #GP here, an invalid instruction to Iced.</summary>
    TooLong,

    /// <summary>An instruction of a processor family that GenEmu does not claim: #UD here.</summary>
    OtherFamily,

    /// <summary>No such control or segment register: decoded here, and #UD by the instruction's text; no instruction to Iced.</summary>
    MissingRegister,

    /// <summary>90 is XCHG eAX, eAX here, which changes nothing, and NOP to Iced.</summary>
    ExchangeWithItself,

    /// <summary>Iced does not name the fixed registers that an instruction uses.</summary>
    ImplicitOperands,

    /// <summary>A 16-bit operand that Iced calls by its 32-bit register: LLDT, LTR, LMSW, LAR, LSL, VERR, VERW, MOV to a segment register.</summary>
    LowHalfOfRegister,
}
