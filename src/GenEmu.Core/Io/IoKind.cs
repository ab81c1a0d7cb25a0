namespace GenEmu.Core.Io;

/// <summary>Kinds of device accesses.</summary>
public enum IoKind
{
    /// <summary>IN, INS.</summary>
    PortRead,

    /// <summary>OUT, OUTS.</summary>
    PortWrite,

    /// <summary>A read of memory-mapped registers.</summary>
    MemoryRead,

    /// <summary>A write to memory-mapped registers.</summary>
    MemoryWrite,
}
