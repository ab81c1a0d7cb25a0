namespace GenEmu.Time;

/// <summary>Work of the host's whose result the guest sees at a fixed virtual instant, however long it really took.</summary>
internal sealed class DeadlineWork
{
    private readonly TaskCompletionSource _completion = new();      // its continuations run at once, on the machine's thread
    private readonly Task _work;

    public DeadlineWork(Task work) => _work = work;

    /// <summary>Completes on the machine's thread at the deadline.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Whether the result is there. If not, virtual time must not pass the deadline.</summary>
    public bool IsFinished => _work.IsCompleted;

    /// <summary>Calls back, on any thread, when the result is there.</summary>
    public void OnFinished(Action callback)
        => _ = _work.ContinueWith(_ => callback(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Shows the result to the device.</summary>
    public void Complete() => _completion.TrySetFromTask(_work);
}
