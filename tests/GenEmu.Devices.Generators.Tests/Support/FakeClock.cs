using GenEmu.Abstractions;

namespace GenEmu.Devices.Generators.Tests.Support;

/// <summary>Virtual time that passes only when the test says so. Timers fire on the way, each at its own instant.</summary>
internal sealed class FakeClock : IVirtualClock
{
    private readonly PriorityQueue<(Timer Timer, long Deadline), (long Deadline, long Arming)> _due = new();
    private long _armings;

    public long Now { get; private set; }

    public DateTimeOffset Calendar => DateTimeOffset.UnixEpoch.AddTicks(Now / 100);

    public IDeviceTimer CreateTimer(Action callback) => new Timer(this, callback);

    public void Advance(long nanoseconds)
    {
        long end = Now + nanoseconds;
        while (_due.TryPeek(out (Timer Timer, long Deadline) next, out _) && next.Deadline <= end)
        {
            _due.Dequeue();
            Now = Math.Max(Now, next.Deadline);
            next.Timer.Fire(next.Deadline);
        }

        Now = end;
    }

    private sealed class Timer(FakeClock clock, Action callback) : IDeviceTimer
    {
        public long? Deadline { get; private set; }

        public void Arm(long deadline)
        {
            Deadline = deadline;
            clock._due.Enqueue((this, deadline), (deadline, clock._armings++));
        }

        public void Cancel() => Deadline = null;

        public void Dispose() => Cancel();

        // A deadline that was moved or cancelled is still in the queue, and means nothing.
        public void Fire(long deadline)
        {
            if (Deadline == deadline)
            {
                Deadline = null;
                callback();
            }
        }
    }
}
