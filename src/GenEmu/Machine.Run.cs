using System.Diagnostics;
using GenEmu.Board;
using GenEmu.Time;

namespace GenEmu;

/// <content>Running.</content>
public sealed partial class Machine
{
    private readonly Watchdog _watchdog;
    private volatile bool _running;
    private volatile Task? _stuck;
    private volatile bool _timedOut;

    /// <summary>Runs the machine until something ends the run. A later call goes on exactly where this one ended.</summary>
    /// <param name="until">What to wait for; nothing if not given.</param>
    /// <param name="timeout">The longest time by the host's clock; no limit if not given.</param>
    /// <param name="cancellationToken">Ends the run at the next boundary.</param>
    /// <returns>Why it ended; a timeout or cancellation is no exception.</returns>
    /// <remarks>
    /// A guest that halted for ever ends the run as <see cref="MachineStopKind.Idle"/>, unless a timeout was given or <see cref="ExpectInput"/> says
    /// that something from outside may still wake it. A device that does not return from a call within <see cref="MachineBuilder.Watchdog"/> ends the run as
    /// <see cref="MachineStopKind.DeviceFault"/> whatever the policy, because nothing can go on: its thread is lost until it returns, and only then can the machine run again.
    /// </remarks>
    public async Task<MachineStop> RunAsync(Until? until = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_running)
        {
            throw new InvalidOperationException(_stuck is null ? "The machine runs already." : "A device still has not returned from the call that ended the last run.");
        }

        _running = true;
        _stuck = null;
        _boundary.Begin();
        using IDisposable? watch = _watchdog.Start();           // before the run: it looks at what waits, which is the machine's thread's from then on
        Task<MachineStop> run = Task.Run(() => RunCoreAsync(until, timeout, cancellationToken), CancellationToken.None);
        if (await Task.WhenAny(run, _watchdog.Barked).ConfigureAwait(false) == run)
        {
            EndRun();
            return await run.ConfigureAwait(false);
        }

        _stuck = run;
        _ = run.ContinueWith(ended => EndRun(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return new MachineStop(MachineStopKind.DeviceFault, 0, await _watchdog.Barked.ConfigureAwait(false), _board.Cpus.InstructionCount, VirtualTime);
    }

    private void EndRun()
    {
        _boundary.End();
        _running = false;
    }

    private async Task<MachineStop> RunCoreAsync(Until? until, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        _timedOut = false;
        _board.Requests.ClearEnding();
        _loop.CheckCaller = () => CheckCaller(timeout is not null, cancellationToken);
        using IDisposable? watch = until?.Start(this, () => _board.Requests.End(MachineStopKind.UntilMatched, 0, $"{until} was seen"));
        using CancellationTokenRegistration cancellation = cancellationToken.Register(_board.Scheduler.Wake);
        using Timer? timer = timeout is { } limit ? new Timer(_ => TimeOut(), null, limit, Timeout.InfiniteTimeSpan) : null;
        var pace = _board.Clock.FollowsRealTime ? new Pace(_board.Clock) : null;
        while (true)
        {
            SliceEnd end = _watchdog.Guard(() => _board.Scheduler.Run(_loop.Run));
            if (_board.TakeHostFailure() is { } failure)
            {
                throw new InvalidOperationException($"The host's own code, called by the machine, threw: {failure.Message}", failure);
            }

            switch (end)
            {
                case SliceEnd.Stopped:
                    _board.Scheduler.Run(NoteStop);
                    return Describe();
                case SliceEnd.Wait:
                    await _board.Scheduler.WaitAsync().ConfigureAwait(false);
                    break;
                default:
                    await Task.Yield();
                    break;
            }

            if (pace is not null)
            {
                await pace.FollowAsync(_board.Scheduler).ConfigureAwait(false);
            }
        }
    }

    private void TimeOut()
    {
        _timedOut = true;
        _board.Scheduler.Wake();
    }

    private void CheckCaller(bool limited, CancellationToken cancellationToken)
    {
        _watchdog.Beat();
        _loop.MayBeWoken = limited || Volatile.Read(ref _inputs) > 0;
        if (_watchdog.Barked.IsCompleted)
        {
            _board.Requests.End(MachineStopKind.DeviceFault, 0, "the run was given up while a device did not return");
        }
        else if (cancellationToken.IsCancellationRequested)
        {
            _board.Requests.End(MachineStopKind.Cancelled, 0, "the run was cancelled");
        }
        else if (_timedOut)
        {
            _board.Requests.End(MachineStopKind.Timeout, 0, "the time given to the run is over");
        }
    }

    private MachineStop Describe()
    {
        (MachineStopKind kind, int exitCode, string reason) = _board.Requests.Ending ?? throw new UnreachableException("A run ended without a reason.");
        return new MachineStop(kind, exitCode, reason, _board.Cpus.InstructionCount, VirtualTime) { Debug = kind == MachineStopKind.Debug ? _loop.LastDebug : null };
    }
}
