using System.Collections.Concurrent;

namespace GenEmu.Time;

/// <summary>The queue through which everything from outside enters a machine. Continuations of devices' <c>await</c>s come through it too.</summary>
/// <remarks><see cref="Post(SendOrPostCallback, object?)"/> and <see cref="Wake"/> may be called from any thread; the rest is the machine's.</remarks>
internal sealed class MachineScheduler : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private TaskCompletionSource? _waiter;
    private int _woken;

    /// <summary>Gets what a queued callback throws.</summary>
    public Action<Exception>? Faulted { get; set; }

    /// <summary>Whether something came since the last <see cref="Drain"/>.</summary>
    public bool IsWoken => Volatile.Read(ref _woken) != 0;

    public override void Post(SendOrPostCallback d, object? state)
    {
        _queue.Enqueue((d, state));
        Wake();
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (Current != this)
        {
            throw new NotSupportedException("Nobody may block on a machine; use Post.");
        }

        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Ends a wait.</summary>
    public void Wake()
    {
        Interlocked.Exchange(ref _woken, 1);
        Interlocked.Exchange(ref _waiter, null)?.TrySetResult();
    }

    /// <summary>Completes once something has come since the last <see cref="Drain"/>.</summary>
    public Task WaitAsync()
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _waiter, waiter);
        if (IsWoken)                    // it came before the waiter was in place
        {
            waiter.TrySetResult();
        }

        return waiter.Task;
    }

    /// <summary>Runs what has come so far, and what that queues.</summary>
    public void Drain()
    {
        Interlocked.Exchange(ref _woken, 0);
        while (_queue.TryDequeue(out (SendOrPostCallback Callback, object? State) entry))
        {
            try
            {
                entry.Callback(entry.State);
            }
            catch (Exception exception)
            {
                Faulted?.Invoke(exception);
            }
        }
    }

    /// <summary>Runs something as the machine: what it awaits continues here.</summary>
    public T Run<T>(Func<T> body)
    {
        SynchronizationContext? outer = Current;
        SetSynchronizationContext(this);
        try
        {
            return body();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}
