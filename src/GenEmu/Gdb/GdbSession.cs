using System.Text;
using GenEmu.Core;

namespace GenEmu.Gdb;

/// <summary>One gdb, from its first packet until it leaves or the machine ends. While it is asked something the machine stands still.</summary>
internal sealed partial class GdbSession
{
    private readonly Machine _machine;
    private readonly GdbConnection _connection;
    private readonly RunLimit _limit;
    private readonly GdbBreakpoints _breakpoints;
    private readonly MonitorCommands _monitor;
    private ResetRecord? _reset;
    private MachineStop? _end;
    private bool _isLeaving;

    public GdbSession(Machine machine, GdbConnection connection, RunLimit limit, TextWriter traceOutput)
    {
        (_machine, _connection, _limit) = (machine, connection, limit);
        _breakpoints = new GdbBreakpoints(machine.Debugger);
        _monitor = new MonitorCommands(machine, traceOutput);
        _reset = machine.LastReset;
        _selected = _resumed = machine.Cpu;
        _lastStop = StopReply(GdbSignal.Trap, machine.Cpu);
    }

    /// <summary>Serves gdb.</summary>
    /// <returns>Why the machine's run is over; <see langword="null"/> if gdb has left and the machine shall go on.</returns>
    public async Task<MachineStop?> ServeAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_limit.Remaining is { } left)
        {
            stop.CancelAfter(left);
        }

        _machine.Debugger.StopsAtTripleFault = true;
        try
        {
            while (_end is null && !_isLeaving && await _connection.Inputs.WaitToReadAsync(stop.Token).ConfigureAwait(false))
            {
                if (_connection.Inputs.TryRead(out GdbInput? input))
                {
                    await TakeAsync(input, cancellationToken).ConfigureAwait(false);
                }
            }

            return _end;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return cancellationToken.IsCancellationRequested
                ? Ending(MachineStopKind.Cancelled, "the run was cancelled")
                : Ending(MachineStopKind.Timeout, "the time given to the run is over");
        }
        finally
        {
            _breakpoints.Clear();
            _machine.Debugger.StopsAtTripleFault = false;
            _monitor.Dispose();
        }
    }

    private async Task TakeAsync(GdbInput input, CancellationToken cancellationToken)
    {
        switch (input.Kind)
        {
            case GdbInputKind.Packet:
                await _connection.SignAsync('+').ConfigureAwait(false);
                await ObeyAsync(Encoding.Latin1.GetString(input.Data), cancellationToken).ConfigureAwait(false);
                break;
            case GdbInputKind.TooLong:
                await _connection.SignAsync('+').ConfigureAwait(false);
                await _connection.SendAsync(Invalid).ConfigureAwait(false);
                break;
            case GdbInputKind.Corrupt when _connection.Acknowledges:
                await _connection.SignAsync('-').ConfigureAwait(false);
                break;
            case GdbInputKind.Corrupt:
                await _connection.SendAsync(Invalid).ConfigureAwait(false);
                break;
            case GdbInputKind.Resend:
                await _connection.ResendAsync().ConfigureAwait(false);
                break;
            default:
                break;          // Ctrl-C, and the machine stands still already
        }
    }

    /// <summary>Runs the machine until it stops, or gdb interrupts it or is gone, and reports that.</summary>
    private async Task ResumeAsync(Func<CancellationToken, Task<MachineStop>> start, CancellationToken cancellationToken)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<MachineStop> run = start(interrupt.Token);
        while (!interrupt.IsCancellationRequested)
        {
            Task<bool> input = _connection.Inputs.WaitToReadAsync(CancellationToken.None).AsTask();
            if (await Task.WhenAny(run, input).ConfigureAwait(false) == run)
            {
                break;
            }

            _isLeaving = !await input.ConfigureAwait(false);
            if (_isLeaving || (_connection.Inputs.TryRead(out GdbInput? taken) && taken.Kind == GdbInputKind.Interrupt))
            {
                await interrupt.CancelAsync().ConfigureAwait(false);       // other packets are out of turn: gdb waits for the stop
            }
        }

        MachineStop stop = await run.ConfigureAwait(false);
        if (stop.Kind == MachineStopKind.Cancelled && _isLeaving && !cancellationToken.IsCancellationRequested)
        {
            return;
        }

        await ReportAsync(stop, cancellationToken.IsCancellationRequested).ConfigureAwait(false);
    }

    private async Task ReportAsync(MachineStop stop, bool isCancelled)
    {
        if (_machine.LastReset is { } reset && reset != _reset)
        {
            _reset = reset;
            await SayAsync($"genemu: the last reset was {reset}").ConfigureAwait(false);
        }

        Vcpu cpu = _selected;
        switch (stop.Kind)
        {
            case MachineStopKind.Debug when stop.Debug is null:
                _lastStop = StopReply(GdbSignal.Trap, cpu = _resumed);
                break;
            case MachineStopKind.Debug:
                cpu = _machine.Cpus[stop.Debug!.Value.CpuIndex];
                bool isFlat = cpu.Registers.GetSegment(SegmentRegister.Cs).Base == 0;
                _lastStop = StopReply(GdbSignal.Trap, cpu, _breakpoints.Describe(stop.Debug.Value.Stop.Debug!.Value, isFlat));
                break;
            case MachineStopKind.Cancelled when !isCancelled:
                _lastStop = StopReply(GdbSignal.Interrupt, cpu);
                break;
            case MachineStopKind.HistoryBegins or MachineStopKind.ReplayEnded:
                _lastStop = StopReply(GdbSignal.Trap, cpu, Describe(stop.Kind));
                break;
            case MachineStopKind.ReplayDiverged:
                await SayAsync($"genemu: {stop.Reason}").ConfigureAwait(false);
                _lastStop = StopReply(GdbSignal.Trap, cpu);
                break;
            case MachineStopKind.Stopped when KeepsEnd(stop):
                await SayAsync($"genemu: {stop.Reason}, with status {stop.ExitCode}; it ends there unless it goes backwards").ConfigureAwait(false);
                _lastStop = StopReply(GdbSignal.Trap, cpu, HistoryEnds);
                break;
            case MachineStopKind.TripleFault or MachineStopKind.Idle:
                await SayAsync($"genemu: {stop.Reason}").ConfigureAwait(false);
                _lastStop = StopReply(stop.Kind == MachineStopKind.Idle ? GdbSignal.Stop : GdbSignal.Segmentation, cpu);
                break;
            default:
                await EndAsync(stop).ConfigureAwait(false);
                return;
        }

        _selected = _resumed = cpu;
        await _connection.SendAsync(_lastStop).ConfigureAwait(false);
    }

    /// <summary>The machine's run is over: gdb hears of an exit, or of a signal where the guest did not ask for the end.</summary>
    private async Task EndAsync(MachineStop stop)
    {
        _end = stop;
        if (stop.Kind is not (MachineStopKind.Stopped or MachineStopKind.UntilMatched))
        {
            await SayAsync($"genemu: {stop.Reason}").ConfigureAwait(false);
        }

        await _connection.SendAsync(stop.Kind switch
        {
            MachineStopKind.Stopped => $"W{stop.ExitCode & 0xFF:x2}",
            MachineStopKind.UntilMatched => "W00",
            MachineStopKind.Timeout => $"X{(int)GdbSignal.Alarm:x2}",
            MachineStopKind.Cancelled => $"X{(int)GdbSignal.Interrupt:x2}",
            _ => $"X{(int)GdbSignal.Abort:x2}",
        }).ConfigureAwait(false);
    }

    /// <summary>A line on gdb's console; only while gdb waits for a stop.</summary>
    private ValueTask SayAsync(string line) => _connection.SendAsync("O" + Hex.OfText(line + "\n"));

    private MachineStop Ending(MachineStopKind kind, string reason) => new(kind, 0, reason, _machine.Board.Cpus.InstructionCount, _machine.VirtualTime);

    private static string StopReply(GdbSignal signal, Vcpu cpu, string reason = "") => $"T{(int)signal:x2}{reason}thread:{cpu.Index + 1:x};";
}
