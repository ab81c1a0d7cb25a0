using GenEmu.Abstractions;
using GenEmu.Time;

namespace GenEmu.Board;

/// <summary>The clock as one device sees it: its timers' failures carry its name.</summary>
internal sealed class DeviceClock(VirtualClock clock, TimerQueue timers, DeviceFaults faults, string owner) : IVirtualClock
{
    public long Now => clock.Now;

    public DateTimeOffset Calendar => clock.Calendar;

    /// <summary>The device's name.</summary>
    public string Owner => owner;

    /// <summary>Whether the device is gone: its timers do not fire any more.</summary>
    public bool IsDetached { get; private set; }

    public IDeviceTimer CreateTimer(Action callback) => new MachineTimer(timers, () => faults.Guard(owner, "a timer", callback), this);

    public void Detach()
    {
        IsDetached = true;
        timers.CancelAll(this);
    }
}
