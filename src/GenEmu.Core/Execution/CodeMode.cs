namespace GenEmu.Core.Execution;

/// <summary>What the bytes of code mean: the default operand and address size.</summary>
internal enum CodeMode : byte
{
    Bits16 = 2,
    Bits32 = 4,
    Bits64 = 8,
}
