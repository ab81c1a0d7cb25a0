using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>Virtual time that moves only when the test says so, and fires timers on the way, each at its own instant.</summary>
public sealed class TestClock : IVirtualClock
{
    private readonly List<TestTimer> _timers = [];
    private long _armings;

    /// <summary>The calendar at virtual time 0.</summary>
    public DateTimeOffset Start { get; set; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public long Now { get; private set; }

    public DateTimeOffset Calendar => Start.AddTicks(Now / 100);

    public IDeviceTimer CreateTimer(Action callback)
    {
        TestTimer timer = new(this, callback);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>The next deadline, if any timer runs: what an idle machine would jump to.</summary>
    public long? NextDeadline => Next()?.Deadline;

    public void Advance(long nanoseconds)
    {
        long end = Now + nanoseconds;
        while (Next() is { } timer && timer.Deadline <= end)
        {
            Now = Math.Max(Now, timer.Deadline!.Value);
            timer.Fire();
        }

        Now = end;
    }

    /// <summary>Sets the time without firing anything: for a board that takes over another's state.</summary>
    public void JumpTo(long now) => Now = now;

    internal long NextArming() => _armings++;

    internal void Remove(TestTimer timer) => _timers.Remove(timer);

    private TestTimer? Next() => _timers.Where(timer => timer.Deadline is not null).OrderBy(timer => timer.Deadline).ThenBy(timer => timer.Arming).FirstOrDefault();
}
