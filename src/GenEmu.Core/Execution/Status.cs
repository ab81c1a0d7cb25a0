namespace GenEmu.Core.Execution;

/// <summary>How a recorded handler ended.</summary>
internal enum Status
{
    /// <summary>The instruction retired, and RIP moved on.</summary>
    Retired,

    /// <summary>One iteration of a REP instruction retired; RIP stays.</summary>
    Iteration,

    /// <summary>Iterations of a REP instruction retired and spent their budget; RIP stays.</summary>
    Batched,

    /// <summary>It faulted; nothing was committed.</summary>
    Fault,

    /// <summary>A device has not answered yet; the transaction log holds what was done.</summary>
    Pending,

    /// <summary>It waits where it is for an interrupt: an x87 error that nobody reports as an exception.</summary>
    Frozen,
}
