namespace GenEmu.Core.Execution;

/// <summary>Why direct execution handed over.</summary>
internal enum LeaveReason
{
    /// <summary>The op at <c>LeaveOp</c> must run recorded; nothing of it has happened yet.</summary>
    Recorded,

    /// <summary>RIP points to code that has no block in the directory.</summary>
    NoBlock,

    /// <summary>The next block is longer than the budget.</summary>
    Budget,

    /// <summary>A device asked for the boundary.</summary>
    Attention,
}
