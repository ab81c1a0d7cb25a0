using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>A one-shot timer of a <see cref="TestClock"/>.</summary>
public sealed class TestTimer(TestClock clock, Action callback) : IDeviceTimer
{
    public long? Deadline { get; private set; }

    internal long Arming { get; private set; }

    public void Arm(long deadline)
    {
        Deadline = deadline;
        Arming = clock.NextArming();
    }

    public void Cancel() => Deadline = null;

    public void Dispose()
    {
        Cancel();
        clock.Remove(this);
    }

    internal void Fire()
    {
        Deadline = null;
        callback();
    }
}
