namespace GenEmu.Core.Tracing;

/// <summary>What an instruction boundary can bring, in the order of SDM vol. 3, table 6-2 (rule C21): the lower bit goes first.</summary>
[Flags]
public enum BoundaryEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>1: RESET and machine check. The machine is asked; it may also want the boundary for a change of the memory map or an earlier timer.</summary>
    Attention = 1,

    /// <summary>2: the trap of a task whose TSS has T set.</summary>
    TaskSwitchTrap = 1 << 1,

    /// <summary>3: SMI.</summary>
    Smi = 1 << 2,

    /// <summary>3: INIT, or a start-up IPI after it.</summary>
    Init = 1 << 3,

    /// <summary>5: single step, and data and I/O breakpoints of the instruction before.</summary>
    DebugTrap = 1 << 4,

    /// <summary>8: NMI.</summary>
    Nmi = 1 << 5,

    /// <summary>10: INTR.</summary>
    Interrupt = 1 << 6,

    /// <summary>11: a code breakpoint at the next instruction.</summary>
    CodeBreakpoint = 1 << 7,

    /// <summary>12: a fault in fetching the next instruction.</summary>
    FetchFault = 1 << 8,

    /// <summary>13: a fault in decoding it: too long, no instruction, no coprocessor.</summary>
    DecodeFault = 1 << 9,

    /// <summary>14: a fault in executing it.</summary>
    ExecutionFault = 1 << 10,
}
