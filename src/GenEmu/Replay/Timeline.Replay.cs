using System.Text;
using GenEmu.Core;
using GenEmu.Core.Io;
using GenEmu.Time;

namespace GenEmu.Replay;

/// <content>Replaying.</content>
internal sealed partial class Timeline
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<ScheduledEntry> _held = [];
    private Timer? _alarm;

    /// <summary>Whether what enters next has not arrived yet: the host is slower than it was.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Whether something enters where the machine is.</summary>
    public bool IsDue => IsReplaying && Next.Kind is not (EntryKind.Wait or EntryKind.Answer) && Next.Stamp == Here;

    private RecordedEntry Next => _entries[Position];

    /// <summary>When the next thing enters if that is without another instruction: virtual time must not jump past it.</summary>
    public long? NextInstant => IsReplaying && Next.Stamp.Instructions == _board.Cpus.InstructionCount && Next.Stamp.Now > _board.Clock.Now ? Next.Stamp.Now : null;

    /// <summary>How many instructions may retire until something enters: at least one, for it may be that something enters in the middle of the next.</summary>
    public long InstructionsLeft => IsReplaying ? Math.Max(1, Next.Stamp.Instructions - _board.Cpus.InstructionCount) : long.MaxValue;

    void IEntrance.Admit(IReadOnlyList<ScheduledEntry> arrived)
    {
        foreach (ScheduledEntry entry in arrived)
        {
            Take(entry);
        }

        IsWaiting = false;
        bool ends = false;
        while (IsDue && !IsWaiting && !ends)
        {
            ends = Next.Kind == EntryKind.Stop && _board.Requests.Ending is not null;          // what comes behind it entered at the beginning of the next run
            Enter(Next);
        }

        if (IsReplaying && !Next.Stamp.IsReachableFrom(Here))
        {
            Diverge($"the machine is at {Here}, but the recording goes on with {Next}");
        }

        if (!IsReplaying)
        {
            Release();
        }
    }

    /// <summary>Forgets what came after this moment: the machine lives on from here.</summary>
    public void ForgetFuture()
    {
        _entries.RemoveRange(Position, _entries.Count - Position);
        Release();
    }

    /// <summary>The guest halted for ever where the recording goes on.</summary>
    public void EndsEarly() => Diverge($"the guest halted, but the recording goes on with {Next}");

    /// <summary>What looks at the machine happens now; what was sent to it belongs to another present; everything else waits for its stamp.</summary>
    private void Take(in ScheduledEntry entry)
    {
        switch (entry.State)
        {
            case HostAction:
            case var _ when IsForgotten(entry):
                _board.Scheduler.Run(entry);
                break;
            case MachineInput:
                break;
            default:
                _held.Add(entry);
                break;
        }
    }

    private void Enter(RecordedEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Stop:
                Check(entry);
                break;
            case EntryKind.HostAction:
                Position++;
                break;
            case EntryKind.GivenUp:
                Position++;
                _board.Cpus.All[Math.Min(entry.Data[0], _board.Cpus.All.Count - 1)].EndWait(new TimeoutException(entry.Name));
                break;
            case EntryKind.Continuation:
                GoOn(entry);
                break;
            default:
                Position++;
                new MachineInput(entry.Kind, entry.Name, entry.Data).Enter(_board, _board.Typist);
                break;
        }
    }

    private void GoOn(RecordedEntry entry)
    {
        int index = _held.FindIndex(held => held.Name == entry.Name);
        if (index < 0)
        {
            if (!_early.ContainsKey(entry.Name))
            {
                Await(entry);
                return;
            }

            Position++;
            ShowEarly(entry.Name);
            return;
        }

        ScheduledEntry held = _held[index];
        _held.RemoveAt(index);
        Position++;
        _board.Scheduler.Run(held);
    }

    /// <summary>The machine waits until a device's code has got what it awaits. A device that never does is not the device of the recording.</summary>
    private void Await(RecordedEntry entry)
    {
        IsWaiting = true;
        _alarm ??= new Timer(_ => _board.Scheduler.Post(new HostAction(() => GiveUpOn(entry), IsChore: true)), null, Patience, Timeout.InfiniteTimeSpan);
    }

    private void GiveUpOn(RecordedEntry entry)
    {
        _alarm?.Dispose();
        _alarm = null;
        if (IsReplaying && Next == entry)
        {
            Diverge($"{entry} did not come within {Patience.TotalSeconds} s");
        }
    }

    private void Check(RecordedEntry stop)
    {
        Position++;
        if (DifferenceAt(stop) is { } difference)
        {
            Diverge(difference);
        }
        else if (!IsReplaying)
        {
            _board.Requests.End(MachineStopKind.ReplayEnded, 0, $"the recording is over, and the machine was the recorded one to its end, {stop.Stamp}");
        }
    }

    /// <summary>The guest ends the run again that it ended then.</summary>
    private void CheckEnd()
    {
        if (IsDue && Next is { Kind: EntryKind.Stop } stop)
        {
            Position++;
            if (DifferenceAt(stop) is { } difference)
            {
                _board.Requests.ClearEnding();
                Diverge(difference);
            }
            else if (!IsReplaying)
            {
                Release();
            }
        }
    }

    private string? DifferenceAt(RecordedEntry stop)
    {
        string recorded = Encoding.UTF8.GetString(stop.Data);
        string[] differences = recorded.Length == 0 ? [] : [.. recorded.Split('\n').Except(Fingerprint().Split('\n')).Select(part => part.Split('=')[0])];
        return differences.Length == 0 ? null : $"at {stop.Stamp} the machine is another one than the recorded; it differs in {string.Join(", ", differences)}";
    }

    /// <summary>The rest of the recording is another machine's: this one goes on by itself.</summary>
    private void Diverge(string what)
    {
        int actions = _entries.Take(Position).Count(entry => entry.Kind == EntryKind.HostAction);
        string hint = actions == 0 ? "" : $" (the recorded host did {actions} things of its own before, which no recording can repeat)";
        _board.Requests.End(MachineStopKind.ReplayDiverged, 0, $"the replay diverged: {what}{hint}");
        ForgetFuture();
    }

    /// <summary>The present is reached: what arrived too early for the past enters now.</summary>
    private void Release()
    {
        IsWaiting = false;
        _alarm?.Dispose();
        _alarm = null;
        ScheduledEntry[] held = [.. _held];
        _held.Clear();
        foreach (ScheduledEntry entry in held)
        {
            _board.Scheduler.Post(entry.Callback, entry.State);
        }
    }
}
