namespace GenEmu.Cli.Isa;

/// <summary>An instruction that Iced knows, in some mode.</summary>
/// <param name="Text">Its opcode and operands in SDM letters.</param>
/// <param name="Bits">The code segment's size.</param>
/// <param name="Bytes">An example.</param>
internal sealed record ReferenceInstruction(string Text, int Bits, byte[] Bytes);
