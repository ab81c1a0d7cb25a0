using GenEmu.Board;
using GenEmu.Core;
using GenEmu.Core.Debug;
using GenEmu.Past;
using GenEmu.Replay;

namespace GenEmu;

/// <summary>Lets a machine go backwards: moments of its past are kept whole, and what entered it since is recorded, so that every instruction in between can be run again.</summary>
/// <remarks>
/// From the past, <see cref="Machine.RunAsync"/> goes forward through what was, up to the present (<see cref="MachineStopKind.ReplayEnded"/>), and the next run goes on live. What the guest sends
/// on channels is seen again when the past is run, but not when it is only searched. For the time between runs. What a recording cannot repeat
/// (<see cref="Machine.StartRecording"/>), a history cannot either.
/// </remarks>
public sealed class History : IDisposable
{
    private readonly Machine _machine;
    private readonly Moments _moments;
    private readonly Timeline _timeline;
    private long[] _countsAtHit = [];

    internal History(Machine machine, Timeline timeline, HistoryOptions options)
    {
        (_machine, _timeline, _moments) = (machine, timeline, new Moments(options));
        Keep();
        machine.Loop.AtBoundary = KeepIfDue;
    }

    /// <summary>How many moments are kept whole.</summary>
    public int MomentCount => _moments.All.Count;

    /// <summary>Instructions of all CPUs at the oldest moment: it goes no further back.</summary>
    public long OldestInstruction => _moments.All[0].Stamp.Instructions;

    /// <summary>Whether the machine is in its past.</summary>
    public bool IsInPast => _timeline.IsReplaying;

    /// <summary>Undoes a CPU's last step: an instruction, an iteration of a repeated one, or an event's delivery; or the begun part of an instruction that waits for its device.</summary>
    /// <param name="cpu">The CPU; the boot processor if not given. The other CPUs go back with it.</param>
    /// <param name="cancellationToken">Ends the search; the machine then stands somewhere in its past.</param>
    /// <returns><see cref="MachineStopKind.Debug"/>, or <see cref="MachineStopKind.HistoryBegins"/> if nothing older is kept.</returns>
    /// <exception cref="InvalidOperationException">The machine runs.</exception>
    public Task<MachineStop> StepBackAsync(Vcpu? cpu = null, CancellationToken cancellationToken = default)
    {
        Vcpu stepped = cpu ?? _machine.Cpu;
        return GoToAsync(stepped, stepped.InstructionCount - (stepped.IsWaiting ? 0 : 1), cancellationToken);
    }

    /// <summary>Goes back to where a CPU had completed some number of instructions.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="instructions">The number, as <see cref="Vcpu.InstructionCount"/> counts.</param>
    /// <param name="cancellationToken">Ends the search; the machine then stands somewhere in its past.</param>
    /// <returns><see cref="MachineStopKind.Debug"/>, or <see cref="MachineStopKind.HistoryBegins"/> if nothing as old is kept.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is not in the past.</exception>
    /// <exception cref="InvalidOperationException">The machine runs.</exception>
    public async Task<MachineStop> GoToAsync(Vcpu cpu, long instructions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cpu);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(instructions, cpu.InstructionCount);
        Leave();
        Moment? from = _moments.All.LastOrDefault(moment => moment.Counts[cpu.Index] < instructions && _timeline.Here.IsReachableFrom(moment.Stamp))
            ?? (_moments.All[0].Counts[cpu.Index] == instructions ? _moments.All[0] : null);
        return from is null ? Begin() : await SeekAsync(from, cpu, instructions, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes back to the last time that one of <see cref="MachineDebugger.Breakpoints"/> was hit: to where the instruction that hit it has not run yet.</summary>
    /// <param name="cancellationToken">Ends the search; the machine then stands somewhere in its past.</param>
    /// <returns><see cref="MachineStopKind.Debug"/> with the hit, or <see cref="MachineStopKind.HistoryBegins"/>.</returns>
    /// <exception cref="InvalidOperationException">The machine runs.</exception>
    public async Task<MachineStop> ReverseContinueAsync(CancellationToken cancellationToken = default)
    {
        Leave();
        Stamp end = _timeline.Here;
        foreach (Moment moment in _moments.All.Where(moment => moment.Stamp.Instructions < end.Instructions).Reverse().ToArray())
        {
            (MachineStop? hit, MachineStop? failure) = await FindLastHitAsync(moment, end, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return failure;
            }

            if (hit is { Debug: { } debug })
            {
                Vcpu cpu = _machine.Cpus[debug.CpuIndex];
                MachineStop stop = await SeekAsync(moment, cpu, Before(debug), cancellationToken).ConfigureAwait(false);
                return stop.Kind == MachineStopKind.Debug ? stop with { Reason = hit.Reason, Debug = debug } : stop;
            }

            end = moment.Stamp;
        }

        return Begin();
    }

    /// <summary>Forgets what came after the moment where the machine is: it lives on from here, and may be changed.</summary>
    /// <exception cref="InvalidOperationException">The machine runs.</exception>
    public void ForgetFuture()
    {
        _machine.CheckStands();
        _moments.ForgetAfter(_timeline.Position);
        _timeline.ForgetFuture();
    }

    /// <summary>Keeps the present moment whole, whatever the interval.</summary>
    /// <exception cref="InvalidOperationException">The machine runs, and this is no posted action.</exception>
    public void Keep() => _moments.Add(new Moment(
        _timeline.Here, _machine.TakeSnapshot(), _timeline.Position, _machine.Board.Deadlines.SettledCount, [.. _machine.Cpus.Select(cpu => cpu.InstructionCount)]));

    /// <summary>Keeps no history any more. A machine in its past lives on from there.</summary>
    public void Dispose()
    {
        _machine.Loop.AtBoundary = null;
        _machine.EndHistory(this);
    }

    /// <summary>How many steps the CPU had done when the instruction that hit had not run yet. An execute breakpoint hits before it.</summary>
    private long Before(DebugStop hit)
        => _countsAtHit[hit.CpuIndex] - (hit.Stop.Debug is { Breakpoint.Kind: HostBreakpointKind.Execute } ? 0 : 1);

    private void KeepIfDue()
    {
        if (!_machine.Board.IsSeeking && _moments.Wants(_machine.Board.Cpus.InstructionCount))
        {
            Keep();
        }
    }

    /// <summary>The machine leaves where it is for the past: that is the end of the way back.</summary>
    private void Leave()
    {
        _machine.CheckStands();
        _timeline.Stop();
    }

    private MachineStop Begin()
    {
        Moment first = _moments.All[0];
        PutBack(first);
        return new MachineStop(MachineStopKind.HistoryBegins, 0, $"nothing before instruction {first.Stamp.Instructions} is kept", first.Stamp.Instructions, _machine.VirtualTime);
    }

    /// <summary>Runs from a moment to a place behind it, with every breakpoint silent.</summary>
    private async Task<MachineStop> SeekAsync(Moment from, Vcpu cpu, long instructions, CancellationToken cancellationToken)
    {
        HostBreakpoint[] breakpoints = [.. _machine.Debugger.Breakpoints];
        PutBack(from);
        _machine.Debugger.Replace([]);
        MachineStop? stop = null;
        while (cpu.InstructionCount < instructions && (stop is null || IsOfTheGuest(stop)))
        {
            stop = await SearchAsync(new Pause(cpu.Index, instructions), cancellationToken).ConfigureAwait(false);
        }

        _machine.Debugger.Replace(breakpoints);
        cpu.TellHost();
        return stop is not null && !IsOfTheGuest(stop) ? stop : new MachineStop(MachineStopKind.Debug, 0, $"CPU {cpu.Index} at RIP {cpu.Registers.Rip:X}h", _machine.Board.Cpus.InstructionCount, _machine.VirtualTime);
    }

    private async Task<(MachineStop? Hit, MachineStop? Failure)> FindLastHitAsync(Moment from, Stamp end, CancellationToken cancellationToken)
    {
        MachineStop? last = null;
        PutBack(from);
        while (_machine.Board.Cpus.InstructionCount < end.Instructions)
        {
            MachineStop stop = await SearchAsync(new Pause(null, end.Instructions), cancellationToken).ConfigureAwait(false);
            if (stop.Debug is { } hit)
            {
                last = stop;
                _countsAtHit = [.. _machine.Cpus.Select(cpu => cpu.InstructionCount)];
            }
            else if (stop.Kind != MachineStopKind.Debug && !IsOfTheGuest(stop))
            {
                return (null, stop);
            }
        }

        return (last, null);
    }

    /// <summary>Whether the guest ended the run, as it did then: the past goes on behind it.</summary>
    private static bool IsOfTheGuest(MachineStop stop) => stop.Kind is MachineStopKind.Stopped or MachineStopKind.TripleFault;

    private async Task<MachineStop> SearchAsync(Pause pause, CancellationToken cancellationToken)
    {
        _machine.Loop.Pause = pause;
        _machine.Board.IsSeeking = true;
        try
        {
            return await _machine.RunAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _machine.Board.IsSeeking = false;
            _machine.Loop.Pause = null;
        }
    }

    /// <summary>Puts a moment in place.</summary>
    private void PutBack(Moment moment) => _machine.PutBack(moment.Snapshot, () =>
    {
        _machine.Board.Deadlines.SettledCount = moment.SettledWork;
        _timeline.Rewind(moment.Position, moment.Stamp.Events);
    });
}
