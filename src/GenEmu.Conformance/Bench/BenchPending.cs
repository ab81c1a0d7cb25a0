namespace GenEmu.Conformance.Bench;

/// <summary>An access to a claim on its way.</summary>
internal sealed class BenchPending(BenchAccess access, CancellationTokenSource cancellation) : IDisposable
{
    private Task<ulong> _answer = Task.FromResult(0UL);

    public BenchAccess Access { get; } = access;

    /// <summary>Unique on the board and on those that take over from it.</summary>
    public ulong Id { get; set; }

    public bool IsCompleted => _answer.IsCompleted;

    public bool IsCancelled => cancellation.IsCancellationRequested;

    public Exception? Error => _answer.Exception?.InnerException ?? (_answer.IsCanceled ? new TaskCanceledException(_answer) : null);

    /// <summary>The answer of a completed access that did not fail.</summary>
    public ulong Value => _answer.Result;

    public void Start(Func<BenchAccess, ValueTask<ulong>> answer)
    {
        try
        {
            _answer = answer(Access).AsTask();
        }
        catch (Exception exception)
        {
            _answer = Task.FromException<ulong>(exception);
        }
    }

    public void Cancel() => cancellation.Cancel();

    public void Dispose() => cancellation.Dispose();
}
