using GenEmu.Core.Debug;
using GenEmu.Replay;

namespace GenEmu;

/// <content>Record and replay.</content>
public sealed partial class Machine
{
    private Snapshot? _recordingStart;
    private History? _history;

    /// <summary>Whether what enters from outside is being recorded for <see cref="EndRecording"/>.</summary>
    public bool IsRecording => _recordingStart is not null;

    /// <summary>Whether the machine goes through a part of its past, or of a recording, again.</summary>
    public bool IsReplaying => _board.Timeline is { IsReplaying: true };

    /// <summary>What <see cref="KeepHistory"/> keeps; <see langword="null"/> if it keeps nothing.</summary>
    public History? History => _history;

    /// <summary>Records from now on, so that everything from here can be repeated with <see cref="Replay"/>.</summary>
    /// <param name="checks">
    /// Whether every end of a run is recorded with the machine's fingerprint, which the replay then compares: <see cref="StateHash"/> says what that costs.
    /// </param>
    /// <remarks>
    /// Recorded are input on channels and keys, resets, answers of devices that wait for something outside, and where devices' code went on. What the host does to registers, memory
    /// or devices is not. Disks have to be for the replay what they are now. An access that waits is offered to its device again, as <see cref="Restore"/> does, so that it is recorded from its beginning on.
    /// For the time between runs.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The machine runs, replays, or is being recorded already.</exception>
    public void StartRecording(bool checks = true)
    {
        CheckStands();
        if (IsRecording || IsReplaying || _history is not null)
        {
            throw new InvalidOperationException(IsRecording ? "The machine is being recorded already." : IsReplaying ? "The machine replays; end that first." : "The machine keeps its history; end that first.");
        }

        _recordingStart = TakeSnapshot();
        Begin(_recordingStart, [], checks);
    }

    /// <summary>Ends the recording.</summary>
    /// <param name="commandLine">What the replaying program wants to find again in <see cref="Recording.CommandLine"/>.</param>
    /// <returns>The recording, up to here.</returns>
    /// <exception cref="InvalidOperationException">The machine runs, or is not being recorded.</exception>
    public Recording EndRecording(IReadOnlyList<string>? commandLine = null)
    {
        CheckStands();
        if (_recordingStart is not { } start || _board.Timeline is not { } timeline)
        {
            throw new InvalidOperationException("The machine is not being recorded.");
        }

        _recordingStart = null;
        _board.Timeline = null;
        return new Recording(start, _board.Clock.Start, commandLine ?? [], [.. timeline.Entries]);
    }

    /// <summary>Puts a recording's beginning in place. Runs from now on repeat what was recorded; input that is sent meanwhile is dropped.</summary>
    /// <param name="recording">A recording of this machine, or of one that consists of the same parts.</param>
    /// <remarks>
    /// At its end the run ends with <see cref="MachineStopKind.ReplayEnded"/>, and the machine lives on from there. If it does something else than what was recorded, the run ends with
    /// <see cref="MachineStopKind.ReplayDiverged"/> at the first difference, and the reason names it. For the time between runs.
    /// </remarks>
    /// <exception cref="RecordingException">It does not fit the machine, which then is as it was; the message says why.</exception>
    /// <exception cref="InvalidOperationException">The machine runs, or is being recorded.</exception>
    public void Replay(Recording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        CheckStands();
        if (IsRecording || _history is not null)
        {
            throw new InvalidOperationException(IsRecording ? "The machine is being recorded; end that first." : "The machine keeps its history; end that first.");
        }

        if (recording.ClockStart != _board.Clock.Start)
        {
            throw new RecordingException($"the recorded machine was switched on at {recording.ClockStart:u}, this one at {_board.Clock.Start:u}; set the clock's start");
        }

        _board.Timeline = null;
        try
        {
            Restore(recording.Start);
        }
        catch (SnapshotException exception)
        {
            throw new RecordingException(exception.Message, exception);
        }

        Begin(recording.Start, recording.Entries, checks: false);
    }

    /// <summary>Keeps the machine's past from now on, so that it can go backwards: <see cref="History.StepBackAsync"/>, <see cref="History.ReverseContinueAsync"/>.</summary>
    /// <param name="options">How much of it; if not given, 64 moments, 10 million instructions apart at first.</param>
    /// <returns>The history. Of a machine that replays, it is the recording's; dispose of it to keep no more.</returns>
    /// <remarks>For the time between runs.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The machine runs, is being recorded, or keeps its history already.</exception>
    public History KeepHistory(HistoryOptions? options = null)
    {
        CheckStands();
        if (IsRecording || _history is not null)
        {
            throw new InvalidOperationException(IsRecording ? "The machine is being recorded; end that first." : "The machine keeps its history already.");
        }

        options ??= new HistoryOptions();
        options.Check();
        Timeline timeline = _board.Timeline ?? Begin(TakeSnapshot(), [], checks: false);
        return _history = new History(this, timeline, options);
    }

    internal void EndHistory(History history)
    {
        if (_history == history)
        {
            _board.Scheduler.Run(() =>
            {
                _board.Timeline?.ForgetFuture();
                return true;
            });
            _history = null;
            _board.Timeline = null;
        }
    }

    /// <summary>Puts a moment of the machine's own past in place. The breakpoints stay those of now.</summary>
    /// <param name="snapshot">The moment.</param>
    /// <param name="forgotten">What to do when what the machine was about is forgotten; accesses that waited are offered anew only after that, and the timeline hears of them.</param>
    internal void PutBack(Snapshot snapshot, Action forgotten)
    {
        HostBreakpoint[] breakpoints = [.. Debugger.Breakpoints];
        _board.Scheduler.Run(() =>
        {
            Timeline? timeline = _board.Timeline;
            _board.Timeline = null;                  // what is forgotten now enters nothing
            _snapshotter.PutBack(snapshot, () =>
            {
                forgotten();
                _board.Timeline = timeline;
            });
            return true;
        });
        Debugger.Replace(breakpoints);
    }

    /// <summary>Lets a timeline begin where the machine stands. What waits is offered anew, so that its device's code has the name that it will have whenever this is repeated.</summary>
    /// <param name="start">The machine as it stands.</param>
    /// <param name="entries">What enters it from here on; nothing if that is still to come.</param>
    /// <param name="checks">Whether the machine's fingerprint is taken wherever a run ends.</param>
    private Timeline Begin(Snapshot start, IReadOnlyList<RecordedEntry> entries, bool checks)
    {
        _board.Deadlines.Renumber();
        var timeline = new Timeline(_board, entries, checks);
        _board.Timeline = timeline;
        if (Cpus.Any(cpu => cpu.IsWaiting))
        {
            PutBack(start, () =>
            {
                _board.Deadlines.SettledCount = 0;
                timeline.Rewind(position: 0, events: 0);
            });
        }

        return timeline;
    }

    /// <summary>A run has ended.</summary>
    private bool NoteStop()
    {
        _board.Timeline?.Stop();
        if (!IsReplaying && !IsRecording && _history is null)
        {
            _board.Timeline = null;         // a replay is over
        }

        return true;
    }
}
