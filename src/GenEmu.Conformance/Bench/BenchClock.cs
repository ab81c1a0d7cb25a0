namespace GenEmu.Conformance.Bench;

/// <summary>Virtual time, which passes only when the bench says so.</summary>
internal sealed class BenchClock
{
    private readonly SortedSet<BenchTimer> _timers = new(Comparer<BenchTimer>.Create(
        (a, b) => a.Deadline != b.Deadline ? a.Deadline!.Value.CompareTo(b.Deadline!.Value) : a.Order.CompareTo(b.Order)));

    private long _order;

    public long Now { get; private set; }

    public long? Next => _timers.Min?.Deadline;

    public long NextOrder() => ++_order;

    public void Add(BenchTimer timer) => _timers.Add(timer);

    public void Remove(BenchTimer timer) => _timers.Remove(timer);

    /// <summary>Sets the time without anything happening on the way, as loading a snapshot does.</summary>
    public void JumpTo(long now) => Now = now;

    /// <summary>Goes to the next timer, if it is due until then, and fires it.</summary>
    public bool FireNext(long until)
    {
        if (_timers.Min is not { } timer || timer.Deadline > until)
        {
            return false;
        }

        Now = Math.Max(Now, timer.Deadline!.Value);
        timer.Fire();
        return true;
    }

    public void AdvanceTo(long now) => Now = Math.Max(Now, now);
}
