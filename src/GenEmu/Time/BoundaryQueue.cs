using System.Collections.Concurrent;

namespace GenEmu.Time;

/// <summary>What a host wants done to a machine between two instructions: done at the next boundary of a run, or at once if the machine does not run.</summary>
internal sealed class BoundaryQueue(MachineScheduler scheduler)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<Action> _queue = new();
    private bool _running;

    /// <summary>Does something at a boundary. For any thread.</summary>
    /// <returns>Its result, once it is done.</returns>
    public Task<T> RunAsync<T>(Func<T> action)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Enqueue(() =>
        {
            try
            {
                result.SetResult(action());
            }
            catch (Exception exception)
            {
                result.SetException(exception);
            }
        });
        lock (_gate)
        {
            if (!_running)
            {
                scheduler.Run(Work);
                return result.Task;
            }
        }

        scheduler.Post(new HostAction(() => Work()));
        return result.Task;
    }

    /// <summary>A run begins: boundaries are the machine's from now on.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _running = true;
        }
    }

    /// <summary>The run is over: what came too late for its last boundary is done now.</summary>
    public void End()
    {
        lock (_gate)
        {
            _running = false;
            scheduler.Run(Work);
        }
    }

    private bool Work()
    {
        while (_queue.TryDequeue(out Action? action))
        {
            action();
        }

        return true;
    }
}
