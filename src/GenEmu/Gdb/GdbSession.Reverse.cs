using GenEmu.Core;

namespace GenEmu.Gdb;

/// <content>Backwards (GDB manual, appendix "Packets": bs and bc), where the machine keeps its history.</content>
internal sealed partial class GdbSession
{
    private const string HistoryBegins = "replaylog:begin;";
    private const string HistoryEnds = "replaylog:end;";

    private MachineStop? _guestsEnd;

    /// <summary>What gdb shows where something would change the past.</summary>
    private const string PastStays = "E.genemu: the machine is in its past, which stays as it was; 'monitor history forget' lets it live on from here";

    private bool IsInPast => _machine.History is { IsInPast: true } || _machine.IsReplaying;

    private async Task GoBackAsync(bool steps, CancellationToken cancellationToken)
    {
        if (_machine.History is not { } history)
        {
            await SayAsync("genemu: no history is kept; 'monitor history on' keeps it from now on").ConfigureAwait(false);
            await _connection.SendAsync(StopReply(GdbSignal.Trap, _selected, HistoryBegins)).ConfigureAwait(false);
            return;
        }

        await ResumeAsync(stop => steps ? history.StepBackAsync(_resumed, stop) : history.ReverseContinueAsync(stop), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The guest has ended its run. Where it can go backwards that is only a stop, and the end comes when gdb lets it go on from there.</summary>
    private bool KeepsEnd(MachineStop stop)
    {
        _guestsEnd = stop.Kind == MachineStopKind.Stopped && _machine.History is not null ? stop : null;
        return _guestsEnd is not null;
    }

    /// <summary>Whether gdb lets the machine go on from where the guest has ended its run.</summary>
    private bool IsAtEnd => _guestsEnd is { } end && !IsInPast && end.Instructions == _machine.Board.Cpus.InstructionCount;

    private static string Describe(MachineStopKind kind) => kind == MachineStopKind.HistoryBegins ? HistoryBegins : HistoryEnds;

    private static Task<MachineStop> Go(Machine machine, RunLimit limit, Vcpu? stepping, CancellationToken cancellationToken)
        => stepping is null ? machine.RunAsync(timeout: limit.Remaining, cancellationToken: cancellationToken) : machine.Debugger.StepAsync(stepping, limit.Remaining, cancellationToken);
}
