namespace GenEmu.Core.Execution;

/// <summary>Who caused an event.</summary>
internal enum EventKind
{
    /// <summary>INT n, INT3, INTO: the gate's DPL is checked, and error codes have EXT clear.</summary>
    Software,

    /// <summary>A fault, trap or abort.</summary>
    Exception,

    /// <summary>INTR or NMI.</summary>
    External,
}
