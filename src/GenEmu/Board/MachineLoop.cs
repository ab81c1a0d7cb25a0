using GenEmu.Abstractions;
using GenEmu.Core;
using GenEmu.Core.Cpu;
using GenEmu.Core.Io;
using GenEmu.Time;

namespace GenEmu.Board;

/// <summary>Runs a board: what happens between the CPU's runs, always at an instruction boundary and always in the same order.</summary>
internal sealed class MachineLoop(MachineBoard board, BoardSettings settings, IReadOnlyList<AttachedDevice> devices)
{
    private const long Quantum = 100_000;
    private const int QuantaPerSlice = 16;
    private const int SpinsForAnswer = 30;

    /// <summary>A guest that halts with interrupts off is over, unless a timer brings an NMI or a reset within this time.</summary>
    private const long DeafHaltNanoseconds = 60_000_000_000;

    private readonly AnswerDelay? _delay = settings.DelaySeed is { } seed ? new AnswerDelay(seed, board.Bus) : null;
    private long? _deafSince;
    private long _looked = -1;

    /// <summary>The last reset, with where it came from.</summary>
    public ResetRecord? LastReset { get; private set; }

    /// <summary>Whether something outside may still wake a machine that has nothing to do.</summary>
    public bool MayBeWoken { get; set; }

    /// <summary>Checked at every boundary that the loop comes to: ends the run for the caller's reasons.</summary>
    public Action? CheckCaller { get; set; }

    /// <summary>Runs for a while.</summary>
    public SliceEnd Run()
    {
        for (int i = 0; i < QuantaPerSlice; i++)
        {
            // The delay stands for a slow host: what happens at boundaries waits for the answer, as it would without the delay.
            if (_delay?.Holds(board.Cpu.Waiting) != true && ComeToBoundary() is { } boundary)
            {
                return boundary;
            }

            if (RunCpu() is { } end)
            {
                return end;
            }
        }

        return SliceEnd.Yield;
    }

    /// <summary>Resets the CPU and tells every device.</summary>
    public void Reset(ResetRecord reset)
    {
        LastReset = reset;
        board.Cpu.Reset(reset.Kind);
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
        CheckCaller?.Invoke();
        board.Scheduler.Drain();
        board.Deadlines.ShowFinished();
        ApplyRequests();
        ulong armed = board.Timers.ArmedCount;
        while (board.Requests.Ending is null && !board.Deadlines.Blocked && board.Timers.TakeDue(board.Clock.Now, armed) is { } timer)
        {
            timer.Fire();
            ApplyRequests();
        }

        Observe();
        return board.Requests.Ending is not null ? SliceEnd.Stopped : board.Deadlines.Blocked ? SliceEnd.Wait : null;
    }

    private void Observe()
    {
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

    private SliceEnd? RunCpu()
    {
        long next = Earlier(board.Timers.Next, board.Observers.Next) ?? long.MaxValue;
        long budget = next == long.MaxValue ? Quantum : Math.Clamp(board.Clock.InstructionsUntil(next), 1, Quantum);
        board.RunsUntil = next;
        VcpuStop stop = board.Cpu.Run(budget);
        board.RunsUntil = long.MinValue;
        if (stop.Kind != VcpuStopKind.Halted)
        {
            _deafSince = null;
        }

        switch (stop.Kind)
        {
            case VcpuStopKind.IoPending:
                return AwaitAnswer(board.Cpu.Waiting);
            case VcpuStopKind.Halted:
                return IsDeaf() || !AdvanceTime() ? Rest() : board.Clock.FollowsRealTime ? SliceEnd.Yield : null;
            case VcpuStopKind.Shutdown:
                ShutDown(stop);
                return null;
            default:
                return null;
        }
    }

    private SliceEnd? AwaitAnswer(PendingAnswer? answer)
    {
        if (answer is null || answer.IsCompleted)
        {
            return null;
        }

        bool held = _delay?.Holds(answer) == true;
        var spinner = default(SpinWait);
        while (held && !answer.IsCompleted && spinner.Count < SpinsForAnswer)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }

        if (answer.IsCompleted || (!held && (board.Scheduler.IsWoken || AdvanceTime())))
        {
            return null;
        }

        answer.Completed = _ => board.Scheduler.Wake();
        return answer.IsCompleted ? null : SliceEnd.Wait;
    }

    /// <summary>Time jumps to the next timer or deadline.</summary>
    /// <returns>Whether there is one.</returns>
    private bool AdvanceTime()
    {
        if (board.Timers.Next is not { } timer)
        {
            return false;
        }

        board.Clock.JumpTo(Earlier(timer, board.Observers.Next)!.Value);
        return true;
    }

    /// <summary>Nothing happens any more by itself. The host looks at what is there once, then the machine waits for the world outside.</summary>
    private SliceEnd? Rest()
    {
        if (board.Scheduler.IsWoken || board.Requests.Ending is not null)
        {
            return null;
        }

        if (_looked != board.Clock.Now && board.Observers.Next is { } look)
        {
            board.Clock.JumpTo(look);
            _looked = board.Clock.Now;
            return null;
        }

        if (MayBeWoken)
        {
            return SliceEnd.Wait;
        }

        board.Requests.End(MachineStopKind.Idle, 0, "the guest halted, and nothing can wake it");
        return SliceEnd.Stopped;
    }

    private bool IsDeaf()
    {
        if ((board.Cpu.Registers.EFlags & EFlags.If) != 0)
        {
            _deafSince = null;
            return false;
        }

        _deafSince ??= board.Clock.Now;
        return board.Clock.Now - _deafSince > DeafHaltNanoseconds;
    }

    private void ShutDown(VcpuStop stop)
    {
        if (settings.OnTripleFault == TripleFaultPolicy.Stop)
        {
            board.Requests.End(MachineStopKind.TripleFault, 0, $"triple fault at RIP {stop.StartRip:X}h");
            return;
        }

        board.RequestReset(ResetKind.Hard, MachineBoard.CpuName);
    }

    private static long? Earlier(long? a, long? b) => a is null || b < a ? b ?? a : a;
}
