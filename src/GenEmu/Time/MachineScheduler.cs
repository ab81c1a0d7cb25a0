using System.Collections.Concurrent;

namespace GenEmu.Time;

/// <summary>The queue through which everything from outside enters a machine. Continuations of devices' <c>await</c>s come through it too.</summary>
/// <remarks><see cref="Post(SendOrPostCallback, object?)"/> and <see cref="Wake"/> may be called from any thread; the rest is the machine's.</remarks>
internal sealed class MachineScheduler : SynchronizationContext
{
    /// <summary>How many entries one <see cref="Drain"/> runs: somebody who posts without end must not keep the guest, or the host's wish to stop, from its turn.</summary>
    private const int MostAtOnce = 1000;

    private readonly ConcurrentQueue<ScheduledEntry> _queue = new();
    private readonly List<ScheduledEntry> _arrived = [];
    private TaskCompletionSource? _waiter;
    private int _woken;
    private volatile bool _closed;

    /// <summary>Gets what a queued callback throws.</summary>
    public Action<Exception>? Faulted { get; set; }

    /// <summary>Hears of what enters, or decides about it; null for nobody.</summary>
    public IEntrance? Entrance { get; set; }

    /// <summary>Whether something came since the last <see cref="Drain"/>.</summary>
    public bool IsWoken => Volatile.Read(ref _woken) != 0;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (_closed)
        {
            return;
        }

        _queue.Enqueue(new ScheduledEntry(d, state));
        Wake();
    }

    /// <summary>Does something of the host's at the next boundary.</summary>
    public void Post(HostAction action) => Post(static state => ((HostAction)state!).Action(), action);

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

    /// <summary>Lets the next wait be one although something came: <see cref="Drain"/> will find it.</summary>
    public void Doze() => Interlocked.Exchange(ref _woken, 0);

    /// <summary>Nobody drains it any more: what comes from now on is dropped.</summary>
    public void Close()
    {
        _closed = true;
        _queue.Clear();
    }

    /// <summary>Runs what has come so far, and what that queues, as far as one boundary may take.</summary>
    public void Drain()
    {
        Interlocked.Exchange(ref _woken, 0);
        if (Entrance is { Decides: true } entrance)
        {
            LetDecide(entrance);
            return;
        }

        for (int count = 0; count < MostAtOnce && _queue.TryDequeue(out ScheduledEntry entry); count++)
        {
            Entrance?.Enters(entry);
            Run(entry);
        }

        if (!_queue.IsEmpty)
        {
            Interlocked.Exchange(ref _woken, 1);
        }
    }

    /// <summary>Runs one entry.</summary>
    public void Run(in ScheduledEntry entry)
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

    private void LetDecide(IEntrance entrance)
    {
        _arrived.Clear();
        while (_queue.TryDequeue(out ScheduledEntry entry))
        {
            _arrived.Add(entry);
        }

        entrance.Admit(_arrived);
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
