namespace GenEmu;

/// <summary>Why a run ended, and when.</summary>
/// <param name="Kind">The kind of end.</param>
/// <param name="ExitCode">The exit status that the guest asked for; 0 unless <paramref name="Kind"/> is <see cref="MachineStopKind.Stopped"/>.</param>
/// <param name="Reason">One line for the person in front of the machine.</param>
/// <param name="Instructions">Instructions retired since power-on.</param>
/// <param name="VirtualTime">Virtual time since power-on.</param>
public sealed record MachineStop(MachineStopKind Kind, int ExitCode, string Reason, long Instructions, TimeSpan VirtualTime)
{
    /// <summary>What the debugger hit, and where; only with <see cref="MachineStopKind.Debug"/>.</summary>
    public DebugStop? Debug { get; init; }
}
