namespace GenEmu;

/// <summary>Why a run of a machine ended.</summary>
public enum MachineStopKind
{
    /// <summary>What the run waited for has come.</summary>
    UntilMatched,

    /// <summary>The time given to the run, by the host's clock, is over.</summary>
    Timeout,

    /// <summary>A device asked for the end: the guest switched off, or wrote to a debug-exit port.</summary>
    Stopped,

    /// <summary>A triple fault, where the machine is set to stop at one; or one that the guest comes to again and again, the same after each of 100 resets in a row.</summary>
    TripleFault,

    /// <summary>A device threw, where the machine is set to stop at that.</summary>
    DeviceFault,

    /// <summary>The caller cancelled the run.</summary>
    Cancelled,

    /// <summary>The guest halted, and nothing is left that could wake it.</summary>
    Idle,

    /// <summary>A breakpoint of the host's was hit, or a step is done; see <see cref="MachineDebugger"/>.</summary>
    Debug,

    /// <summary>The end of what was recorded is reached; a later run goes on live. See <see cref="Machine.Replay"/>.</summary>
    ReplayEnded,

    /// <summary>The machine did something else than what was recorded; a later run goes on live from there.</summary>
    ReplayDiverged,

    /// <summary>The oldest moment that is kept is reached, going backwards. See <see cref="History"/>.</summary>
    HistoryBegins,
}
