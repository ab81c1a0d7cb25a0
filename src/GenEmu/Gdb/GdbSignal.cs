namespace GenEmu.Gdb;

/// <summary>gdb's own numbers of signals (include/gdb/signals.def), which need not be the host's.</summary>
internal enum GdbSignal
{
    /// <summary>The person has pressed Ctrl-C.</summary>
    Interrupt = 2,

    /// <summary>A breakpoint, a watchpoint, a step; also how a debugger finds a machine when it attaches.</summary>
    Trap = 5,

    /// <summary>The machine was given up: a device did not return.</summary>
    Abort = 6,

    /// <summary>A triple fault.</summary>
    Segmentation = 11,

    /// <summary>The time given to the run is over.</summary>
    Alarm = 14,

    /// <summary>The guest halted, and nothing can wake it.</summary>
    Stop = 17,
}
