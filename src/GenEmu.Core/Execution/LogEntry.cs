using GenEmu.Core.Io;

namespace GenEmu.Core.Execution;

/// <summary>One step of a transaction that must not happen twice.</summary>
internal struct LogEntry
{
    public LogKind Kind;
    public byte Size;

    /// <summary>The linear address, physical address or port.</summary>
    public ulong Address;

    /// <summary>What was read or written; for a translation the physical address.</summary>
    public ulong Data;

    /// <summary>Whether the answer came later.</summary>
    public bool Waited;

    /// <summary>The device access, until its answer was taken.</summary>
    public PendingAnswer? Answer;
}
