namespace GenEmu.Cli.Commands;

/// <summary>The recording that a run makes, or repeats, and the history that it keeps.</summary>
internal sealed class RunReplay(RunOptions options, TextWriter error)
{
    private readonly IReadOnlyList<string> _arguments = options.Record is null ? [] : RecordedRun.ToArguments(options);

    /// <summary>Whether the recording could not be written.</summary>
    public bool Failed { get; private set; }

    public void Begin(Machine machine)
    {
        if (options.Replay is { } replay)
        {
            try
            {
                machine.Replay(replay);
            }
            catch (RecordingException exception)
            {
                throw new MachineConfigurationException(exception.Message, exception);
            }
        }

        if (options.Record is not null)
        {
            machine.StartRecording();
        }

        if (options.History || (options.Replay is not null && options.Gdb is not null))
        {
            machine.KeepHistory();
        }
    }

    /// <summary>Whether the machine shall go on live where its replay has ended.</summary>
    public bool GoesOn(MachineStop stop) => options.GoOn && stop.Kind == MachineStopKind.ReplayEnded;

    public void End(Machine machine)
    {
        if (options.Record is not { } path)
        {
            return;
        }

        try
        {
            machine.EndRecording(_arguments).Save(path);
        }
        catch (RecordingException exception)
        {
            Failed = true;
            error.WriteLine($"genemu: {exception.Message}");
        }
    }
}
