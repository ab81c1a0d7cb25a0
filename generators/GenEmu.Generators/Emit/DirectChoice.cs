namespace GenEmu.Generators.Emit;

/// <summary>By what a handler of a group is chosen.</summary>
internal enum DirectChoice
{
    /// <summary>There is one.</summary>
    None,

    /// <summary>The second one if the memory operand is flat.</summary>
    Memory,

    /// <summary>The second one if the stack is flat.</summary>
    Stack,

    /// <summary>The second one if both are flat.</summary>
    MemoryAndStack,

    /// <summary>By the condition in the opcode.</summary>
    Condition,
}
