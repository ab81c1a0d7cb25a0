namespace GenEmu.Replay;

/// <summary>What can enter a machine from outside.</summary>
internal enum EntryKind
{
    /// <summary>Bytes on a channel.</summary>
    Channel,

    /// <summary>Keys.</summary>
    Keys,

    /// <summary>The reset button, or the power switch.</summary>
    Reset,

    /// <summary>Something that the host did at a boundary. It cannot be repeated; most of it only looks.</summary>
    HostAction,

    /// <summary>A device's code went on after something outside that it awaited.</summary>
    Continuation,

    /// <summary>A CPU began to wait for an answer.</summary>
    Wait,

    /// <summary>An answer that a CPU waited for, with its data.</summary>
    Answer,

    /// <summary>The watchdog answered in a device's place.</summary>
    GivenUp,

    /// <summary>A run ended here, with the machine's fingerprint if it was asked for.</summary>
    Stop,
}
