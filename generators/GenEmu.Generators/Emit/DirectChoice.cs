namespace GenEmu.Generators.Emit;

/// <summary>By what a handler of a group is chosen, and what the group does with the arithmetic flags.</summary>
[Flags]
internal enum DirectChoice
{
    /// <summary>There is one.</summary>
    None = 0,

    /// <summary>One for flat memory operands, one for others.</summary>
    Memory = 1,

    /// <summary>One for a flat stack, one for others.</summary>
    Stack = 2,

    /// <summary>One for each condition in the opcode.</summary>
    Condition = 4,

    /// <summary>One that writes flags, one where nobody will look at them.</summary>
    Flags = 8,

    /// <summary>It replaces all flags.</summary>
    KillsFlags = 16,

    /// <summary>The flags before it must be right: it reads them, or may leave.</summary>
    NeedsFlags = 32,
}
