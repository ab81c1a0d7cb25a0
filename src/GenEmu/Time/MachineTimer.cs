using GenEmu.Abstractions;
using GenEmu.Board;

namespace GenEmu.Time;

/// <summary>A one-shot timer on virtual time.</summary>
/// <param name="queue">Where it is armed.</param>
/// <param name="callback">What it does; must not throw.</param>
/// <param name="owner">The device's clock that it belongs to, if any.</param>
/// <param name="name">What is saved of a timer of the machine's own; null if it does not outlive a run.</param>
internal sealed class MachineTimer(TimerQueue queue, Action callback, DeviceClock? owner = null, string? name = null) : IDeviceTimer
{
    private bool _disposed;

    public long? Deadline { get; private set; }

    /// <summary>The device's clock that it belongs to; null for the machine's own timers.</summary>
    public DeviceClock? Owner { get; } = owner;

    /// <summary>By what it is known in a snapshot; null if it is none of the guest's.</summary>
    public string? Name => name ?? Owner?.Owner;

    /// <summary>Ascending with every arming.</summary>
    public ulong Order { get; private set; }

    public void Arm(long deadline)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Cancel();
        if (Owner is { IsDetached: true })
        {
            return;
        }

        queue.Add(this, deadline);
    }

    public void Cancel()
    {
        if (Deadline is not null)
        {
            queue.Remove(this);
            Deadline = null;
        }
    }

    public void Dispose()
    {
        Cancel();
        _disposed = true;
    }

    /// <summary>Sets the place in the queue; for the queue itself.</summary>
    public void Place(long deadline, ulong order) => (Deadline, Order) = (deadline, order);

    public void Fire() => callback();
}
