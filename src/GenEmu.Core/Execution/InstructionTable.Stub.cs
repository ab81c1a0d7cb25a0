namespace GenEmu.Core.Execution;

// Stands in until the generator writes the real one.
internal static partial class InstructionTable
{
    public static FormInfo[] Forms { get; } = [];
}
