using System.Diagnostics;
using GenEmu.Board;
using GenEmu.Replay;

namespace GenEmu.Time;

/// <summary>Work of the host's whose result a device waits for: until a fixed virtual instant however long it really took, or until it is done.</summary>
/// <param name="owner">The device's clock.</param>
/// <param name="work">The work.</param>
internal sealed class DeadlineWork(DeviceClock owner, Task work)
{
    private readonly TaskCompletionSource _completion = new();      // its continuations run at once, on the machine's thread
    private readonly SynchronizationContext? _context = SynchronizationContext.Current;

    public DeviceClock Owner { get; } = owner;

    /// <summary>Which piece of work without a deadline it is, counted by the machine.</summary>
    public long Number { get; set; }

    /// <summary>Completes on the machine's thread.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Whether the device has been shown its end.</summary>
    public bool IsOver => _completion.Task.IsCompleted;

    /// <summary>Whether the result is there. If not, virtual time must not pass the deadline.</summary>
    public bool IsFinished => work.IsCompleted;

    /// <summary>The timer of a deadline that is not reached yet.</summary>
    public MachineTimer? Timer { get; set; }

    /// <summary>The deadline of work that is done again after a snapshot: it may be past.</summary>
    public long? Deadline { get; set; }

    /// <summary>When the machine began to wait for it, by <see cref="Stopwatch"/>.</summary>
    public long WaitedSince { get; private set; } = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public override string ToString() => _context is AccessContext access ? access.ToString() : $"work {Number} of {Owner.Owner}";

    /// <summary>The machine runs on or begins to wait: the time so far does not count.</summary>
    public void RestartWait() => WaitedSince = Stopwatch.GetTimestamp();

    /// <summary>Calls back, on any thread, when the result is there.</summary>
    public void OnFinished(Action callback)
        => _ = work.ContinueWith(_ => callback(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Shows the result to the device, whose code goes on at once.</summary>
    public void Complete()
    {
        SynchronizationContext? outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_context);
        _completion.TrySetFromTask(work);
        SynchronizationContext.SetSynchronizationContext(outer);
    }

    /// <summary>Throws in the device instead: nobody waits for the result any more.</summary>
    public void Fail(Exception exception)
    {
        Timer?.Cancel();
        _completion.TrySetException(exception);
    }

    /// <summary>The device is gone: what still runs of it ends.</summary>
    public void Cancel()
    {
        Timer?.Cancel();
        _completion.TrySetCanceled();
    }
}
