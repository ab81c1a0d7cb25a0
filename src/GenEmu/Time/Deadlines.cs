namespace GenEmu.Time;

/// <summary>Devices' work with virtual deadlines: shown exactly then, and waited for if the host is late.</summary>
internal sealed class Deadlines(VirtualClock clock, TimerQueue timers, MachineScheduler scheduler)
{
    private readonly List<DeadlineWork> _late = [];

    /// <summary>Whether virtual time stands still because work is late.</summary>
    public bool Blocked => _late.Count > 0;

    public ValueTask CompleteAt(long latency, Task work)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(latency);
        ArgumentNullException.ThrowIfNull(work);
        if (latency == 0 && work.IsCompleted)
        {
            return new ValueTask(work);
        }

        var pending = new DeadlineWork(work);
        new MachineTimer(timers, () => Reach(pending)).Arm(clock.Now + latency);
        return new ValueTask(pending.Completion);
    }

    /// <summary>Shows late work that has been finished meanwhile, in the order of its deadlines.</summary>
    public void ShowFinished()
    {
        while (_late.Count > 0 && _late[0].IsFinished)
        {
            DeadlineWork work = _late[0];
            _late.RemoveAt(0);
            work.Complete();
        }
    }

    private void Reach(DeadlineWork work)
    {
        if (work.IsFinished && _late.Count == 0)
        {
            work.Complete();
            return;
        }

        _late.Add(work);
        work.OnFinished(scheduler.Wake);
    }
}
