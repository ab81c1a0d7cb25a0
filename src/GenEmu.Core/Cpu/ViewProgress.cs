namespace GenEmu.Core.Cpu;

/// <summary>How far a host sees an instruction done that waits for a device.</summary>
internal enum ViewProgress
{
    /// <summary>Not at all: RIP is on it.</summary>
    None,

    /// <summary>RIP is after it, its results are not there.</summary>
    Advanced,

    /// <summary>Wholly.</summary>
    Committed,
}
