using GenEmu.Cli.Output;
using GenEmu.Cli.Terminal;
using Microsoft.Extensions.Logging;

namespace GenEmu.Cli.Commands;

/// <summary>One <c>genemu run</c>, from its options to its exit status.</summary>
internal static class RunSession
{
    public static async Task<int> RunAsync(RunOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var filter = new LoggerFilterOptions { MinLevel = options.Verbose ? LogLevel.Debug : LogLevel.Warning };
        using var loggers = new LoggerFactory([new ErrorLog(error, options.Verbose)], filter);        // without a container, which would cost a tenth of the start
        MachineBuilder builder = new MachineSetup(options, loggers).Build();
        using DeviceCatalog catalog = builder.Catalog;
        bool display = DisplayChoice.WantsText(options, builder);
        using SerialTerminal? serial = SerialTerminal.TryTake(builder, error);
        builder.Clock = builder.Clock with { Start = options.Replay?.ClockStart ?? builder.Clock.Start, FollowRealTime = builder.Clock.FollowRealTime || serial is not null || (display && !Console.IsInputRedirected) };
        if (options.IsDemo && options.Serial is null && !display)
        {
            builder.Channel("serial0", ChannelBinding.StandardOutput);
        }

        TextTracer? trace = options.Trace?.Open(error);
        if (trace is not null)
        {
            builder.Trace(trace);
        }

        using FlushAtExit? flush = trace is null ? null : new FlushAtExit(trace);
        await using Machine machine = builder.Build();
        using var snapshots = new RunSnapshots(options, error);
        snapshots.Begin(machine);
        var replay = new RunReplay(options, error);
        replay.Begin(machine);
        await using GdbServer? gdb = GdbListener.Start(machine, options, loggers, error);
        MachineStop stop = await RunAsync(machine, gdb, serial, options, display ? output : null, cancellationToken).ConfigureAwait(false);
        if (replay.GoesOn(stop))
        {
            stop = await RunAsync(machine, gdb, serial, options, display ? output : null, cancellationToken).ConfigureAwait(false);
        }

        replay.End(machine);
        snapshots.End(machine);
        int status = snapshots.Failed || replay.Failed ? ExitStatus.InputError : ExitStatus.Of(stop);
        trace?.Flush();
        if (trace?.Failure is { } failure)
        {
            await error.WriteLineAsync($"genemu: --trace: {failure.Message}; the trace is not complete").ConfigureAwait(false);
        }

        if (options.Json)
        {
            await output.WriteLineAsync(RunReport.ToJson(machine, stop, status)).ConfigureAwait(false);
        }
        else if (stop.Kind is not (MachineStopKind.UntilMatched or MachineStopKind.ReplayEnded) && (options.Verbose || stop.Kind is not MachineStopKind.Stopped))
        {
            await error.WriteLineAsync($"genemu: {stop.Reason}").ConfigureAwait(false);
            if (machine.LastReset is { } reset)
            {
                await error.WriteLineAsync($"genemu: the last reset was {reset}").ConfigureAwait(false);
            }
        }

        return status;
    }

    private static async Task<MachineStop> RunAsync(Machine machine, GdbServer? gdb, SerialTerminal? serial, RunOptions options, TextWriter? display, CancellationToken cancellationToken)
    {
        using var quit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Until? until = options.Script.Count > 0 || options.Until is not null ? Until.Script(options.Script, options.Until) : null;
        await using TerminalDisplay? terminal = display is null ? null : new TerminalDisplay(machine, display, quit.Cancel);
        serial?.Start(machine, quit.Cancel);
        return await (gdb?.RunAsync(until, options.Timeout, options.GdbWait, quit.Token) ?? machine.RunAsync(until, options.Timeout, quit.Token)).ConfigureAwait(false);
    }
}
