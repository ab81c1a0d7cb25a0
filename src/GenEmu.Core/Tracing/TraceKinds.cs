namespace GenEmu.Core.Tracing;

/// <summary>What a tracer wants to hear of. What it does not name costs nothing.</summary>
[Flags]
public enum TraceKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Every access to a port.</summary>
    Io = 1,

    /// <summary>Every access to memory that no RAM or ROM answers.</summary>
    Mmio = 2,

    /// <summary>Every delivery of an interrupt or exception, and every reset.</summary>
    Events = 4,

    /// <summary>Every instruction. The vCPU runs the recorded way only.</summary>
    Instructions = 8,

    /// <summary>What was recognised between two instructions, and what stood behind it (rule C21).</summary>
    Boundaries = 16,
}
