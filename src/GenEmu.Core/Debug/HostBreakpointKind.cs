namespace GenEmu.Core.Debug;

/// <summary>What a host's breakpoint watches.</summary>
public enum HostBreakpointKind
{
    /// <summary>Instructions whose first byte (prefixes included) lies in the range; the stop comes before the instruction.</summary>
    Execute,

    /// <summary>Data writes; the stop comes after the instruction or iteration.</summary>
    Write,

    /// <summary>Data reads and writes, but no instruction fetches; the stop comes after the instruction or iteration.</summary>
    ReadWrite,

    /// <summary>Accesses to ports; the stop comes after the instruction or iteration.</summary>
    Io,

    /// <summary>Data reads, but no instruction fetches; the stop comes after the instruction or iteration. An instruction that reads and writes back counts.</summary>
    Read,
}
