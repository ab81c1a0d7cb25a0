namespace GenEmu;

/// <summary>One encoding of an instruction, as <c>opcodes.yaml</c> has it.</summary>
/// <param name="Instruction">The instruction's name.</param>
/// <param name="Text">The encoding in SDM letters: <c>01 /r  Ev, Gv</c>.</param>
/// <param name="Feature">The CPUID feature it needs; empty for the base set.</param>
/// <param name="Line">Its line in <c>opcodes.yaml</c>.</param>
/// <param name="Words">What else holds: <c>cpl0</c>, <c>rep</c>, <c>lock</c>, <c>io</c> and so on.</param>
/// <param name="UndefinedFlags">EFLAGS bits that it leaves undefined.</param>
public sealed record InstructionForm(string Instruction, string Text, string Feature, int Line, IReadOnlyList<string> Words, uint UndefinedFlags);
