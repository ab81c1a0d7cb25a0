namespace GenEmu.Core.Io;

/// <summary>An access whose device answers later.</summary>
/// <remarks>The answer may come on any thread; everything else is for the machine's thread.</remarks>
internal sealed class PendingAnswer(IoRequest request) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private Action<PendingAnswer>? _listener;
    private int _completed;

    public IoRequest Request { get; } = request;

    /// <summary>Cancelled when nobody waits any more.</summary>
    public CancellationToken CancellationToken => _cancellation.Token;

    public bool IsCompleted => Volatile.Read(ref _completed) != 0;

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

    public void Complete(ulong value, Exception? error = null)
    {
        if (_completed != 0)
        {
            throw new InvalidOperationException($"{Request} was answered twice.");
        }

        Value = value;
        Error = error;
        Interlocked.Exchange(ref _completed, 1);      // a full fence: either the listener sees the answer, or we see the listener
        Completed?.Invoke(this);
    }

    /// <summary>Nobody waits any more: a late answer changes nothing.</summary>
    public void Cancel()
    {
        Completed = null;
        _cancellation.Cancel();
    }

    public void Dispose() => _cancellation.Dispose();
}
