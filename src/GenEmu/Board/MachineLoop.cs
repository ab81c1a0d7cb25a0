using GenEmu.Abstractions;
using GenEmu.Core;
using GenEmu.Core.Cpu;
using GenEmu.Core.Io;
using GenEmu.Core.Tracing;
using GenEmu.Time;

namespace GenEmu.Board;

/// <summary>Runs a board: what happens between the CPU's runs, always at an instruction boundary and always in the same order.</summary>
internal sealed partial class MachineLoop(MachineBoard board, BoardSettings settings, IReadOnlyList<AttachedDevice> devices)
{
    private const long InstructionsPerSlice = 200_000;        // a millisecond or two: a thousand machines on two threads come round in a second
    private const int MostSameTripleFaults = 100;

    private readonly TimerGuard _timerGuard = new(board.Clock, board.Faults);
    private (int Cpu, ulong Epoch)? _toldShutdown;
    private (int Cpu, ulong Rip, long Instructions) _lastTripleFault;
    private int _sameTripleFaults;

    /// <summary>The last reset, with where it came from.</summary>
    public ResetRecord? LastReset { get; set; }

    /// <summary>The last stop of the debugger's.</summary>
    public DebugStop? LastDebug { get; private set; }

    /// <summary>Whether the host's debugger looks at a triple fault before the board answers it.</summary>
    public bool StopsAtTripleFault { get; set; }

    /// <summary>Whether something outside may still wake a machine that has nothing to do.</summary>
    public bool MayBeWoken { get; set; }

    /// <summary>Checked at every boundary that the loop comes to: ends the run for the caller's reasons.</summary>
    public Action? CheckCaller { get; set; }

    /// <summary>Where the run ends exactly; null for nowhere.</summary>
    public Pause? Pause { get; set; }

    /// <summary>Called where the guest goes on from a boundary.</summary>
    public Action? AtBoundary { get; set; }

    /// <summary>Runs for a while.</summary>
    public SliceEnd Run()
    {
        for (int i = 0; i < InstructionsPerSlice / board.Cpus.Turn; i++)
        {
            // The delay stands for a slow host: what happens at boundaries waits for the answer, as it would without the delay.
            if (!AnswerDelay.Holds(board.Cpus.Current.Waiting) && ComeToBoundary() is { } boundary)
            {
                return boundary;
            }

            if (RunCpus() is { } end)
            {
                return end;
            }
        }

        return SliceEnd.Yield;
    }

    /// <summary>Resets the CPUs and tells every device.</summary>
    public void Reset(ResetRecord reset)
    {
        LastReset = reset;
        if (board.Tracer is { } tracer && (tracer.Kinds & TraceKinds.Events) != 0)
        {
            tracer.Reset(reset);
        }

        board.Cpus.Reset(reset.Kind);
        if (reset.Kind == ResetKind.PowerOn)
        {
            board.Memory.System.Clear();
        }

        if (reset.Kind != ResetKind.Init)
        {
            board.Requests.A20 = true;
        }

        foreach (AttachedDevice device in devices)
        {
            board.Faults.Guard(device.Name, $"a reset ({reset.Kind})", () => device.Device.Reset(reset.Kind));
        }

        board.StartBootImage();
    }

    private SliceEnd? ComeToBoundary()
    {
        do
        {
            CheckCaller?.Invoke();
            board.Scheduler.Drain();
            if (board.Timeline is { IsWaiting: true })
            {
                // What was let in where the guest ended the run is let in before it ends again; only the caller's own reasons do not wait.
                return board.Requests.Ending is { Kind: MachineStopKind.Cancelled or MachineStopKind.Timeout } ? SliceEnd.Stopped : SliceEnd.Wait;
            }

            board.Deadlines.ShowFinished();
            ApplyRequests();
            FireTimers();
        }
        while (board.Requests.Ending is null && (board.Deadlines.IsReady || board.Timeline is { IsDue: true }));

        Observe();
        if (board.Requests.Ending is not null)
        {
            return SliceEnd.Stopped;
        }

        if (board.Deadlines.Blocked)
        {
            return SliceEnd.Wait;
        }

        AtBoundary?.Invoke();
        return null;
    }

    /// <summary>Fires what is due, up to where work is late, or where something entered when this was recorded.</summary>
    private void FireTimers()
    {
        ulong armed = board.Timers.ArmedCount;
        while (board.Requests.Ending is null && !board.Deadlines.Blocked && board.Timeline is not { IsDue: true } && board.Timers.TakeDue(board.Clock.Now, armed) is { } timer)
        {
            timer.Fire();
            _timerGuard.Fired(timer);
            ApplyRequests();
        }
    }

    private void Observe()
    {
        if (board.IsSeeking)
        {
            return;
        }

        ulong armed = board.Observers.ArmedCount;
        while (board.Requests.Ending is null && board.Observers.TakeDue(board.Clock.Now, armed) is { } observer)
        {
            observer.Fire();
        }
    }

    private void ApplyRequests()
    {
        if (board.Requests.TakeReset() is { } reset)
        {
            Reset(reset);
        }

        board.ApplyChanges();
    }

    /// <summary>Runs the CPU whose turn it is, or the next one that can go on.</summary>
    private SliceEnd? RunCpus()
    {
        for (int i = 0; i < board.Cpus.All.Count; i++)
        {
            Vcpu cpu = board.Cpus.Current;
            if (cpu.IsBlocked)
            {
                if (AnswerDelay.Holds(cpu.Waiting))
                {
                    return AwaitHeld(cpu.Waiting!);           // the turn is not over: it would not be without the delay
                }

                if (cpu.HoldsBus)
                {
                    break;
                }
            }
            else if (RunCpu(cpu))
            {
                return null;
            }

            board.Cpus.PassTurn();
        }

        return Idle();
    }

    /// <summary>Runs a CPU for the rest of its turn, or up to what happens next on the board.</summary>
    /// <returns>Whether anything happened; it does not if it is halted.</returns>
    private bool RunCpu(Vcpu cpu)
    {
        long next = Earlier(board.Timers.Next, board.Observers.Next) ?? long.MaxValue;
        long turn = Math.Min(Math.Min(board.Cpus.TurnLeft, board.Timeline?.InstructionsLeft ?? long.MaxValue), LeftToPause(cpu));
        long before = cpu.InstructionCount;
        board.RunsUntil = next;
        VcpuStop stop = cpu.Run(next == long.MaxValue ? turn : Math.Clamp(board.Clock.InstructionsUntil(next), 1, turn));
        board.RunsUntil = long.MinValue;
        if (board.Cpus.TurnLeft <= 0)
        {
            board.Cpus.PassTurn();
        }

        switch (stop.Kind)
        {
            case VcpuStopKind.Halted or VcpuStopKind.WaitForStartup:
                return cpu.InstructionCount != before;
            case VcpuStopKind.Debug:
                LastDebug = new DebugStop(cpu.Index, stop);
                board.Requests.End(MachineStopKind.Debug, 0, $"CPU {cpu.Index} at RIP {stop.StartRip:X}h: {stop.Debug?.Breakpoint?.ToString() ?? "step"}");
                break;
            case VcpuStopKind.Shutdown:
                ShutDown(cpu, stop);
                break;
        }

        if (LeftToPause(cpu) <= 0 && board.Requests.Ending is null)
        {
            LastDebug = null;
            board.Requests.End(MachineStopKind.Debug, 0, $"CPU {cpu.Index} at RIP {stop.NextRip:X}h");
        }

        DeafSince = null;
        return true;
    }

    private long LeftToPause(Vcpu cpu)
        => Pause is not { } pause ? long.MaxValue
            : pause.Cpu is null ? pause.Instructions - board.Cpus.InstructionCount
            : pause.Cpu == cpu.Index ? pause.Instructions - cpu.InstructionCount
            : long.MaxValue;

    private void ShutDown(Vcpu cpu, VcpuStop stop)
    {
        bool isTold = _toldShutdown == (cpu.Index, cpu.Epoch);
        _toldShutdown = (cpu.Index, cpu.Epoch);
        if (settings.OnTripleFault == TripleFaultPolicy.Stop || (StopsAtTripleFault && !isTold))
        {
            board.Requests.End(MachineStopKind.TripleFault, 0, $"triple fault of CPU {cpu.Index} at RIP {stop.StartRip:X}h");
            return;
        }

        if (ComesAgainAndAgain(cpu, stop))
        {
            board.Requests.End(MachineStopKind.TripleFault, 0, $"triple fault of CPU {cpu.Index} at RIP {stop.StartRip:X}h, the same after each of {MostSameTripleFaults} resets in a row");
            return;
        }

        board.RequestReset(ResetKind.Hard, MachineBoard.CpuName);
    }

    /// <summary>A guest that triple-faults, is reset, and comes to the same triple fault after as many instructions will do so for ever.</summary>
    private bool ComesAgainAndAgain(Vcpu cpu, VcpuStop stop)
    {
        (int, ulong, long) fault = (cpu.Index, stop.StartRip, board.Cpus.InstructionCount - (LastReset?.Instructions ?? 0));
        _sameTripleFaults = fault == _lastTripleFault ? _sameTripleFaults + 1 : 0;
        _lastTripleFault = fault;
        return _sameTripleFaults >= MostSameTripleFaults;
    }

    private static long? Earlier(long? a, long? b) => a is null || b < a ? b ?? a : a;
}
