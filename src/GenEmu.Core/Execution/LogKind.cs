namespace GenEmu.Core.Execution;

/// <summary>Kinds of entries in the transaction log.</summary>
internal enum LogKind : byte
{
    /// <summary>A linear range was translated: where to.</summary>
    Translate,

    /// <summary>A piece of physical memory was read: the data.</summary>
    Read,

    /// <summary>A piece of physical memory was written.</summary>
    Write,

    /// <summary>A piece of a port access was read.</summary>
    PortRead,

    /// <summary>A piece of a port access was written.</summary>
    PortWrite,
}
