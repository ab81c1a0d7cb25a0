using System.Collections.Concurrent;

namespace GenEmu.Conformance.Bench;

/// <summary>Where devices' continuations and posted actions wait for the bench to come to a boundary.</summary>
internal sealed class BenchScheduler : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State, bool Foreign)> _queue = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private int _owner = Environment.CurrentManagedThreadId;

    /// <summary>Whether something came from a thread of the host's since <see cref="ClearForeign"/>.</summary>
    public bool ForeignCame { get; private set; }

    public bool IsOwner => Environment.CurrentManagedThreadId == _owner;

    /// <summary>What runs now belongs to this thread.</summary>
    public void Own() => _owner = Environment.CurrentManagedThreadId;

    public void ClearForeign() => ForeignCame = false;

    public override void Post(SendOrPostCallback d, object? state)
    {
        _queue.Enqueue((d, state, !IsOwner));
        _arrived.Release();
    }

    public override void Send(SendOrPostCallback d, object? state)
        => throw new NotSupportedException("Nobody may block on a machine; use Post.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs what has come, and what that queues.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Drain(Action<Action> guard)
    {
        bool any = false;
        while (_queue.TryDequeue(out (SendOrPostCallback Callback, object? State, bool Foreign) entry))
        {
            any = true;
            ForeignCame |= entry.Foreign;
            guard(() => entry.Callback(entry.State));
        }

        return any;
    }

    /// <summary>Waits by the host's clock until something comes.</summary>
    public bool WaitForMore(TimeSpan patience)
    {
        long end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (_queue.IsEmpty && Environment.TickCount64 < end)
        {
            _arrived.Wait(TimeSpan.FromMilliseconds(Math.Max(1, end - Environment.TickCount64)));
        }

        return !_queue.IsEmpty;
    }
}
