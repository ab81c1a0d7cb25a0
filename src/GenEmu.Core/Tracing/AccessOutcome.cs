namespace GenEmu.Core.Tracing;

/// <summary>When the answer to an access came.</summary>
public enum AccessOutcome
{
    /// <summary>At once.</summary>
    Immediate,

    /// <summary>Later: the instruction waited.</summary>
    Waited,

    /// <summary>Never: a reset, or the host, made the instruction void.</summary>
    Cancelled,
}
