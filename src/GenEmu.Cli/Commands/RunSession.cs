using GenEmu.Cli.Output;
using Microsoft.Extensions.Logging;

namespace GenEmu.Cli.Commands;

/// <summary>One <c>genemu run</c>, from its options to its exit status.</summary>
internal static class RunSession
{
    public static async Task<int> RunAsync(RunOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(options.Verbose ? LogLevel.Debug : LogLevel.Warning)
            .AddProvider(new ErrorLog(error, options.Verbose)));
        MachineBuilder builder = new MachineSetup(options, loggers).Build();
        using DeviceCatalog catalog = builder.Catalog;
        await using Machine machine = builder.Build();
        Until? until = options.Script.Count > 0 || options.Until is not null ? Until.Script(options.Script, options.Until) : null;
        MachineStop stop = await machine.RunAsync(until, options.Timeout, cancellationToken).ConfigureAwait(false);
        int status = ExitStatus.Of(stop);
        if (options.Json)
        {
            await output.WriteLineAsync(RunReport.ToJson(machine, stop, status)).ConfigureAwait(false);
        }
        else if (stop.Kind is not MachineStopKind.UntilMatched && (options.Verbose || stop.Kind is not MachineStopKind.Stopped))
        {
            await error.WriteLineAsync($"genemu: {stop.Reason}").ConfigureAwait(false);
        }

        return status;
    }
}
