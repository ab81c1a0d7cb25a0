using GenEmu.Core;
using GenEmu.Core.Cpu;
using GenEmu.Core.Io;

namespace GenEmu.Board;

/// <content>What happens when no CPU can go on.</content>
internal sealed partial class MachineLoop
{
    private const int SpinsForAnswer = 30;

    /// <summary>A guest that halts with interrupts off is over, unless a timer brings an NMI or a reset within this time.</summary>
    private const long DeafHaltNanoseconds = 60_000_000_000;

    private long _looked = -1;

    /// <summary>Since when the guest is halted with interrupts off.</summary>
    public long? DeafSince { get; set; }

    private SliceEnd? Idle()
    {
        if (board.Cpus.All.Any(Waits))
        {
            return board.Scheduler.IsWoken || AdvanceTime() ? null : AwaitAnswers();
        }

        return (IsDeaf() && board.Timeline is not { IsReplaying: true }) || !AdvanceTime() ? Rest() : board.Clock.FollowsRealTime ? SliceEnd.Yield : null;
    }

    private static bool Waits(Vcpu cpu) => cpu.Waiting is { IsCompleted: false };

    private SliceEnd? AwaitAnswers()
    {
        foreach (Vcpu cpu in board.Cpus.All)
        {
            if (cpu.Waiting is { } answer)
            {
                answer.Completed = _ => board.Scheduler.Wake();
                if (answer.IsCompleted)
                {
                    return null;
                }
            }
        }

        return SliceEnd.Wait;
    }

    /// <summary>The answer is there but held back: time stands still until it is given.</summary>
    private SliceEnd? AwaitHeld(PendingAnswer answer)
    {
        if (board.Timeline is { IsReplaying: true } timeline)
        {
            CheckCaller?.Invoke();
            timeline.GoOn(answer);
            if (board.Requests.Ending is not null)
            {
                return SliceEnd.Stopped;
            }
        }
        else
        {
            var spinner = default(SpinWait);
            while (!answer.IsCompleted && spinner.Count < SpinsForAnswer)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }

            board.Scheduler.Doze();         // the next boundary takes what came meanwhile; until then only the answer matters
        }

        answer.Completed = _ => board.Scheduler.Wake();
        return answer.IsCompleted ? null : SliceEnd.Wait;
    }

    /// <summary>Whether work whose end the host's clock decides is under way: unless virtual time follows that clock too, it must not jump past it.</summary>
    private bool HostDecides => board.Deadlines.WaitsForHost && !board.Clock.FollowsRealTime;

    /// <summary>Time jumps to the next timer or deadline.</summary>
    /// <returns>Whether there is one.</returns>
    private bool AdvanceTime()
    {
        long? next = board.Timeline is { IsReplaying: true } timeline ? Earlier(board.Timers.Next, timeline.NextInstant)
            : HostDecides ? null
            : board.Timers.Next;
        if (next is null)
        {
            return false;
        }

        board.Clock.JumpTo(Earlier(next, board.Observers.Next)!.Value);
        return true;
    }

    /// <summary>Nothing happens any more by itself. The host looks at what is there once, then the machine waits for the world outside.</summary>
    private SliceEnd? Rest()
    {
        if (board.Scheduler.IsWoken || board.Requests.Ending is not null)
        {
            return null;
        }

        if (board.Timeline is { IsReplaying: true } timeline)
        {
            timeline.EndsEarly();
            return null;
        }

        if (_looked != board.Clock.Now && board.Observers.Next is { } look)
        {
            board.Clock.JumpTo(look);
            _looked = board.Clock.Now;
            return null;
        }

        if (MayBeWoken || board.Deadlines.WaitsForHost)
        {
            return SliceEnd.Wait;
        }

        board.Requests.End(MachineStopKind.Idle, 0, "the guest halted, and nothing can wake it");
        return SliceEnd.Stopped;
    }

    private bool IsDeaf()
    {
        if (board.Cpus.All.Any(cpu => cpu.Activity == VcpuActivity.Halted && (cpu.Registers.EFlags & EFlags.If) != 0))
        {
            DeafSince = null;
            return false;
        }

        DeafSince ??= board.Clock.Now;
        return board.Clock.Now - DeafSince > DeafHaltNanoseconds;
    }
}
