using System.Runtime.CompilerServices;

namespace GenEmu.Core.Io;

/// <summary>An access whose device answers later.</summary>
/// <remarks>
/// The answer may come on any thread; everything else is for the machine's thread. The first answer counts. What comes after it, or after
/// nobody waits any more, changes nothing: it is dropped and counted (<see cref="IoBus.DroppedAnswers"/>).
/// </remarks>
internal sealed class PendingAnswer(IoBus bus)
{
    private const int Open = 0;
    private const int Answering = 1;
    private const int Answered = 2;
    private const int Forgotten = 3;

    private CancellationTokenSource? _cancellation;
    private Action? _continuation;
    private ValueTaskAwaiter<uint> _port;
    private ValueTaskAwaiter<ulong> _memory;
    private ValueTaskAwaiter _write;
    private Action<PendingAnswer>? _listener;
    private int _state;
    private bool _resumed;

    public IoRequest Request { get; private set; }

    /// <summary>Cancelled when nobody waits any more.</summary>
    public CancellationToken CancellationToken => (_cancellation ??= new CancellationTokenSource()).Token;

    public bool IsCompleted => Volatile.Read(ref _state) == Answered;

    /// <summary>When the access began, in virtual nanoseconds: offered again, its device's deadlines count from then.</summary>
    public long Began { get; set; }

    /// <summary>Whether the answer is there, but a test holds it back.</summary>
    public bool IsHeld { get; set; }

    /// <summary>The answer; valid once <see cref="IsCompleted"/>.</summary>
    public ulong Value { get; private set; }

    /// <summary>What the device threw instead of answering.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Called once, on the answering thread, after the answer is in place. Who sets it looks at <see cref="IsCompleted"/> afterwards.</summary>
    public Action<PendingAnswer>? Completed
    {
        get => _listener;
        set => Interlocked.Exchange(ref _listener, value);
    }

    /// <summary>Says which access it is about.</summary>
    public PendingAnswer For(in IoRequest request)
    {
        IsHeld = false;
        Request = request;
        return this;
    }

    /// <summary>Whether it may serve another access: this one was answered before anybody waited.</summary>
    public bool TryReuse() => _cancellation?.TryReset() != false;

    /// <summary>Takes the answer of a port read from its task; on the machine's own context, where there is one.</summary>
    public void Await(ValueTask<uint> task)
    {
        Began = bus.Now?.Invoke() ?? 0;
        _port = task.GetAwaiter();
        _port.UnsafeOnCompleted(_continuation ??= TakeResult);
    }

    /// <summary>Takes the answer of a memory read from its task.</summary>
    public void Await(ValueTask<ulong> task)
    {
        Began = bus.Now?.Invoke() ?? 0;
        _memory = task.GetAwaiter();
        _memory.UnsafeOnCompleted(_continuation ??= TakeResult);
    }

    /// <summary>Takes the completion of a write from its task.</summary>
    public void Await(ValueTask task)
    {
        Began = bus.Now?.Invoke() ?? 0;
        _write = task.GetAwaiter();
        _write.UnsafeOnCompleted(_continuation ??= TakeResult);
    }

    /// <summary>Takes the answer of an access of any kind that its device goes on with.</summary>
    public void AwaitResumed(ValueTask<ulong> task)
    {
        Began = bus.Now?.Invoke() ?? 0;
        _resumed = true;
        Await(task);
    }

    /// <summary>Gives the answer. For any thread.</summary>
    /// <param name="value">The value; bits above the width are ignored.</param>
    /// <param name="error">What the device threw instead; handed to the host's policy when the instruction takes the answer.</param>
    /// <returns>Whether it counts: it is the first, and somebody waits.</returns>
    public bool Complete(ulong value, Exception? error = null)
    {
        int before = Interlocked.CompareExchange(ref _state, Answering, Open);
        if (before != Open)
        {
            // A device that is told that nobody waits may well say that it stopped: that is no late answer.
            if (before != Forgotten || error is not OperationCanceledException)
            {
                bus.Drop(Request);
            }

            return false;
        }

        Value = value;
        Error = error;
        Interlocked.Exchange(ref _state, Answered);      // a full fence: either the listener sees the answer, or we see the listener
        Completed?.Invoke(this);
        return true;
    }

    /// <summary>Nobody waits any more: a late answer changes nothing.</summary>
    public void Cancel()
    {
        Completed = null;
        Interlocked.CompareExchange(ref _state, Forgotten, Open);
        try
        {
            _cancellation?.Cancel();
        }
        catch (AggregateException exception)
        {
            bus.Fault(Request, exception);               // from what the device registered with its token
        }
    }

    private void TakeResult()
    {
        ulong value = ulong.MaxValue;
        Exception? error = null;
        try
        {
            value = Request.Kind switch
            {
                _ when _resumed => _memory.GetResult(),
                IoKind.PortRead => _port.GetResult(),
                IoKind.MemoryRead => _memory.GetResult(),
                _ => EndWrite(),
            };
        }
        catch (Exception exception)
        {
            error = exception;
        }

        bus.Journal?.Answered(Request, ref value, ref error);
        if (error is null && bus.Delay is { } delay)
        {
            delay(this, value);
        }
        else
        {
            Complete(value, error);
        }
    }

    private ulong EndWrite()
    {
        _write.GetResult();
        return 0;
    }
}
