namespace GenEmu;

/// <summary>What some bytes mean to the CPU.</summary>
/// <param name="Form">The encoding.</param>
/// <param name="Length">Bytes, prefixes included.</param>
/// <param name="OperandSize">Operand size in bytes.</param>
/// <param name="AddressSize">Address size in bytes.</param>
public sealed record DecodedInstruction(InstructionForm Form, int Length, int OperandSize, int AddressSize);
