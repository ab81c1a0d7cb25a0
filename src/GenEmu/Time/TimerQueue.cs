using GenEmu.Board;

namespace GenEmu.Time;

/// <summary>Armed timers, by deadline and, within one instant, by the order in which they were armed.</summary>
internal sealed class TimerQueue
{
    private readonly SortedSet<MachineTimer> _timers = new(Comparer<MachineTimer>.Create(Compare));

    /// <summary>How often a timer was armed so far.</summary>
    public ulong ArmedCount { get; private set; }

    /// <summary>How many of the guest's timers have fired so far; the host's own do not count.</summary>
    public long FiredCount { get; private set; }

    /// <summary>Called when a timer was armed.</summary>
    public Action<long>? Armed { get; set; }

    /// <summary>The first deadline, or null.</summary>
    public long? Next => _timers.Min?.Deadline;

    public void Add(MachineTimer timer, long deadline)
    {
        timer.Place(deadline, ArmedCount++);
        _timers.Add(timer);
        Armed?.Invoke(deadline);
    }

    public void Remove(MachineTimer timer) => _timers.Remove(timer);

    /// <summary>Disarms every timer of a device.</summary>
    public void CancelAll(DeviceClock owner)
    {
        foreach (MachineTimer timer in _timers.Where(timer => timer.Owner == owner).ToArray())
        {
            timer.Cancel();
        }
    }

    /// <summary>Takes the first timer that is due out of the queue, disarmed; null if none is.</summary>
    /// <param name="now">The time.</param>
    /// <param name="armedBefore">Timers armed since then wait for the next boundary, so that one that arms itself for the past cannot stop the world.</param>
    public MachineTimer? TakeDue(long now, ulong armedBefore)
    {
        MachineTimer? first = _timers.Min;
        if (first is null || first.Deadline > now || first.Order >= armedBefore)
        {
            return null;
        }

        first.Cancel();
        FiredCount += first.Name is null ? 0 : 1;
        return first;
    }

    /// <summary>Every armed timer in order.</summary>
    public IEnumerable<MachineTimer> All => _timers;

    /// <summary>Puts timers of one instant into an order that they had before.</summary>
    /// <param name="place">The order of a timer; null if it had none, which puts it last.</param>
    public void Reorder(Func<MachineTimer, ulong?> place)
    {
        (MachineTimer Timer, ulong? Place)[] timers = [.. _timers.Select(timer => (timer, place(timer)))];
        _timers.Clear();
        foreach ((MachineTimer timer, _) in timers.OrderBy(entry => entry.Place ?? ulong.MaxValue))
        {
            timer.Place(timer.Deadline!.Value, ArmedCount++);          // armed: it was in the queue
            _timers.Add(timer);
        }
    }

    private static int Compare(MachineTimer a, MachineTimer b)
    {
        int order = Nullable.Compare(a.Deadline, b.Deadline);
        return order != 0 ? order : a.Order.CompareTo(b.Order);
    }
}
