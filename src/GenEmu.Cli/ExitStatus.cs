namespace GenEmu.Cli;

/// <summary>The process's exit statuses. Those of a guest's debug-exit port are odd, so ours are even.</summary>
internal static class ExitStatus
{
    /// <summary>What <c>--until</c> waited for has come, or the guest switched the machine off.</summary>
    public const int Success = 0;

    /// <summary>The command line or a file it names is wrong.</summary>
    public const int InputError = 2;

    /// <summary>A triple fault stopped the machine.</summary>
    public const int TripleFault = 4;

    /// <summary>GenEmu itself failed.</summary>
    public const int InternalError = 6;

    /// <summary>The guest halted, and nothing could wake it.</summary>
    public const int Idle = 8;

    /// <summary>A device failed, where the machine file says to stop then.</summary>
    public const int DeviceFault = 10;

    /// <summary><c>genemu isa --missing</c> or <c>genemu devices check</c> found something.</summary>
    public const int Incomplete = 12;

    /// <summary>A replay did something else than what was recorded.</summary>
    public const int Diverged = 14;

    /// <summary>The time given by <c>--timeout</c> was over.</summary>
    public const int Timeout = 124;

    /// <summary>Interrupted, as by Ctrl-C.</summary>
    public const int Cancelled = 130;

    /// <summary>The status for the end of a run.</summary>
    public static int Of(MachineStop stop) => stop.Kind switch
    {
        MachineStopKind.UntilMatched or MachineStopKind.ReplayEnded => Success,
        MachineStopKind.ReplayDiverged => Diverged,
        MachineStopKind.Stopped => stop.ExitCode,
        MachineStopKind.Timeout => Timeout,
        MachineStopKind.TripleFault => TripleFault,
        MachineStopKind.DeviceFault => DeviceFault,
        MachineStopKind.Idle => Idle,
        _ => Cancelled,
    };
}
