using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <summary>A one-shot timer on the bench's time.</summary>
internal sealed class BenchTimer(BenchClock clock, Action callback) : IDeviceTimer
{
    public long? Deadline { get; private set; }

    public long Order { get; private set; }

    public void Arm(long deadline)
    {
        Cancel();
        (Deadline, Order) = (deadline, clock.NextOrder());
        clock.Add(this);
    }

    public void Cancel()
    {
        if (Deadline is not null)
        {
            clock.Remove(this);
            Deadline = null;
        }
    }

    public void Dispose() => Cancel();

    public void Fire()
    {
        Cancel();
        callback();
    }
}
