namespace GenEmu.Spec.Semantics;

/// <summary>What an intrinsic does, for the checker and the derived facts.</summary>
[Flags]
public enum IntrinsicTraits
{
    /// <summary>A plain query.</summary>
    None = 0,

    /// <summary>It can fault, so nothing may be written before it.</summary>
    Faults = 1,

    /// <summary>It can wait for a device.</summary>
    Waits = 1 << 1,

    /// <summary>It changes architectural state.</summary>
    Effect = 1 << 2,

    /// <summary>It can read a device.</summary>
    Reads = 1 << 3,

    /// <summary>It can write memory.</summary>
    Writes = 1 << 4,

    /// <summary>It accesses ports.</summary>
    Io = 1 << 5,

    /// <summary>The block ends: it jumps, or changes what the decoder or the boundary looks at.</summary>
    EndsBlock = 1 << 6,

    /// <summary>It gets the text's operand width in bytes as its last argument.</summary>
    Sized = 1 << 7,

    /// <summary>The path ends with it.</summary>
    Ends = 1 << 8,

    /// <summary>It reads the arithmetic flags.</summary>
    ReadsFlags = 1 << 9,

    /// <summary>It writes the arithmetic flags.</summary>
    WritesFlags = 1 << 10,

    /// <summary>It writes ZF alone.</summary>
    WritesZero = 1 << 11,

    /// <summary>It gets the decoded instruction as its first argument.</summary>
    TakesOp = 1 << 12,

    /// <summary>It is a unit's function, not the transaction's.</summary>
    Unit = 1 << 13,

    /// <summary>It writes the first operand in its place.</summary>
    WritesFirst = 1 << 14,

    /// <summary>It can return <c>false</c>: it faults or waits.</summary>
    Stops = Faults | Waits,
}
