using System.Diagnostics;
using GenEmu.Core;
using GenEmu.Time;

namespace GenEmu.Board;

/// <summary>Looks, while the machine runs, whether a device keeps it waiting for longer than the host allows.</summary>
/// <remarks>
/// A wait for an answer, or for work with a deadline, is ended on the machine's thread: it fails in the device's name, and the policy for failures decides. A call
/// that does not return cannot be ended in a process, so all that is left is to say who it is: <see cref="Barked"/> ends the run for its caller.
/// </remarks>
internal sealed class Watchdog(MachineBoard board, TimeSpan? limit)
{
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Vcpu, (ulong Request, long Since)> _waits = [];
    private TaskCompletionSource<string> _barked = new();
    private long _beat;
    private long _seenBeat;
    private long _seenSince;
    private bool _inside;

    /// <summary>Completes with one line for the host when a call into a device does not return.</summary>
    public Task<string> Barked => _barked.Task;

    /// <summary>A run begins.</summary>
    /// <returns>Ends the watch.</returns>
    public IDisposable? Start()
    {
        _barked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waits.Clear();
        _seenSince = Stopwatch.GetTimestamp();
        foreach (DeadlineWork work in board.Deadlines.Waiting)
        {
            work.RestartWait();
        }

        if (limit is not { } time)
        {
            return null;
        }

        TimeSpan tick = time / 4;
        tick = tick < ShortestTick ? ShortestTick : tick > LongestTick ? LongestTick : tick;
        return new Timer(_ => Tick(), null, tick, tick);
    }

    /// <summary>The machine's thread came to a boundary.</summary>
    public void Beat() => Volatile.Write(ref _beat, _beat + 1);

    /// <summary>Runs what calls devices.</summary>
    public SliceEnd Guard(Func<SliceEnd> slice)
    {
        Beat();
        Volatile.Write(ref _inside, true);
        try
        {
            return slice();
        }
        finally
        {
            Volatile.Write(ref _inside, false);
        }
    }

    private void Tick()
    {
        if (Debugger.IsAttached)
        {
            return;         // somebody looks at a device's code at leisure
        }

        long beat = Volatile.Read(ref _beat);
        if (!Volatile.Read(ref _inside) || beat != _seenBeat)
        {
            _seenBeat = beat;
            _seenSince = Stopwatch.GetTimestamp();
            board.Scheduler.Post(new HostAction(EndLongWaits, IsChore: true));
        }
        else if (Stopwatch.GetElapsedTime(_seenSince) >= limit)
        {
            (string device, string activity) = DescribeCall();
            string message = $"{device} does not return from {activity} for {limit!.Value.TotalSeconds:0.###} s; its thread is lost until it does";
            if (_barked.TrySetResult(message))
            {
                board.Faults.Log(message);
                foreach (Vcpu cpu in board.Cpus.All)
                {
                    cpu.RequestAttention();         // when the call returns after all, the guest goes no further than to the next boundary
                }
            }
        }
    }

    /// <summary>Who has the machine's thread. It does not change any more, so reading it from here is safe.</summary>
    private (string Device, string Activity) DescribeCall()
        => board.Faults.Calling
            ?? (board.Bus.Current is { } access ? (access.Device, access.ToString())
                : board.Cpus.All.Select(cpu => cpu.Waiting).FirstOrDefault(answer => answer is not null) is { } answer ? (answer.Request.Device, $"what it does for {answer.Request}")
                : ("a device", "code that nobody awaits"));

    private void EndLongWaits()
    {
        if (board.Timeline is { IsReplaying: true })
        {
            return;         // who was too late then is in the recording
        }

        foreach (DeadlineWork work in board.Deadlines.Waiting.Where(work => IsTooLong(work.WaitedSince)).ToArray())
        {
            TimeoutException timeout = TooLong("finished the work that it gave the host");
            board.Faults.Report(work.Owner.Owner, "work that it gave the host", timeout);
            board.Deadlines.Fail(work, timeout);
        }

        foreach (Vcpu cpu in board.Cpus.All)
        {
            if (cpu.Waiting is not { IsCompleted: false } answer)
            {
                _waits.Remove(cpu);
            }
            else if (!_waits.TryGetValue(cpu, out (ulong Request, long Since) wait) || wait.Request != answer.Request.Id)
            {
                _waits[cpu] = (answer.Request.Id, Stopwatch.GetTimestamp());
            }
            else if (IsTooLong(wait.Since))
            {
                TimeoutException timeout = TooLong("answered");
                board.Timeline?.GiveUp(cpu, timeout);
                cpu.EndWait(timeout);
            }
        }
    }

    private bool IsTooLong(long since) => Stopwatch.GetElapsedTime(since) >= limit;

    private TimeoutException TooLong(string what) => new($"it has not {what} within {limit!.Value.TotalSeconds:0.###} s");
}
