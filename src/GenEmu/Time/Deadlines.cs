using GenEmu.Board;

namespace GenEmu.Time;

/// <summary>Devices' work outside the machine: with a virtual deadline it is shown exactly then, and waited for if the host is late; without one when it is done.</summary>
internal sealed class Deadlines(VirtualClock clock, TimerQueue timers, MachineScheduler scheduler)
{
    private readonly List<DeadlineWork> _early = [];
    private readonly List<DeadlineWork> _late = [];
    private readonly List<DeadlineWork> _open = [];
    private long _openCount;

    /// <summary>Whether virtual time stands still because work is late.</summary>
    public bool Blocked => _late.Count > 0;

    /// <summary>Whether the work that virtual time waits for is finished, and <see cref="ShowFinished"/> would show it.</summary>
    public bool IsReady => _late.Count > 0 && _late[0].IsFinished;

    /// <summary>How much work was shown to devices so far.</summary>
    public long ShownCount { get; private set; }

    /// <summary>Whether there is work that shows whenever the host is done with it.</summary>
    public bool WaitsForHost => _open.Count > 0;

    /// <summary>What the machine waits for by the host's clock.</summary>
    public IEnumerable<DeadlineWork> Waiting => _late.Concat(_open);

    public ValueTask CompleteAt(DeviceClock owner, long latency, Task work)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(latency);
        ArgumentNullException.ThrowIfNull(work);
        if (work.IsCompleted && ((latency == 0 && CompletesAtOnce) || clock.TryPass(clock.Now + latency)))
        {
            return new ValueTask(work);
        }

        var pending = new DeadlineWork(owner, work);
        pending.Deadline = clock.IsInPast ? clock.Now + latency : null;
        pending.Timer = new MachineTimer(timers, () => Reach(pending), name: owner.Owner);
        pending.Timer.Arm(clock.Now + latency);
        _early.Add(pending);
        return new ValueTask(pending.Completion);
    }

    public ValueTask CompleteWhenDone(DeviceClock owner, Task work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (work.IsCompleted && CompletesAtOnce)
        {
            return new ValueTask(work);
        }

        var pending = new DeadlineWork(owner, work) { Number = ++_openCount };
        _open.Add(pending);
        pending.OnFinished(() => scheduler.Post(state => Show((DeadlineWork)state!), pending));
        return new ValueTask(pending.Completion);
    }

    /// <summary>Shows late work that has been finished meanwhile, in the order of its deadlines.</summary>
    public void ShowFinished()
    {
        while (IsReady)
        {
            DeadlineWork work = _late[0];
            _late.RemoveAt(0);
            Complete(work);
        }
    }

    /// <summary>Stops waiting for one piece of work: the device's <c>await</c> throws.</summary>
    public void Fail(DeadlineWork work, Exception exception)
    {
        if (_late.Remove(work) || _open.Remove(work))
        {
            work.Fail(exception);
        }
    }

    /// <summary>Forgets a device's work, or everybody's: what waits for it is cancelled.</summary>
    /// <param name="owner">The device's clock; null for all.</param>
    public void Forget(DeviceClock? owner)
    {
        foreach (List<DeadlineWork> list in (List<DeadlineWork>[])[_early, _late, _open])
        {
            DeadlineWork[] forgotten = [.. list.Where(work => owner is null || work.Owner == owner)];
            list.RemoveAll(forgotten.Contains);
            Array.ForEach(forgotten, work => work.Cancel());
        }
    }

    /// <summary>How much work without a deadline is over. To set it is to say how much was over at the moment of a snapshot that is put in place next: what is under way then begins anew.</summary>
    public long SettledCount
    {
        get => _openCount - _open.Count;
        set => _openCount = value;
    }

    /// <summary>Numbers the work that is under way from 1 on, as a machine that begins with a snapshot would.</summary>
    public void Renumber()
    {
        _openCount = 0;
        _open.ForEach(work => work.Number = ++_openCount);
    }

    /// <summary>Whether work that is done already need not wait for a boundary. Where a recording is made or repeated it must: the host may be slower the next time.</summary>
    private bool CompletesAtOnce => scheduler.Entrance is null;

    private void Show(DeadlineWork work)
    {
        if (_open.Remove(work))
        {
            work.Complete();
        }
    }

    /// <summary>What is done again for an access of a snapshot goes on at the time that it went on then.</summary>
    private void Complete(DeadlineWork work)
    {
        ShownCount++;
        if (work.Deadline is { } deadline)
        {
            clock.At(deadline, work.Complete);
        }
        else
        {
            work.Complete();
        }
    }

    private void Reach(DeadlineWork work)
    {
        // Shown by ShowFinished, also if it is finished already: then the rest of the boundary comes after it either way, however fast the host was.
        _early.Remove(work);
        _late.Add(work);
        work.RestartWait();
        work.OnFinished(scheduler.Wake);
    }
}
