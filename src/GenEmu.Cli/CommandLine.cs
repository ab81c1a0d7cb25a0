using System.CommandLine;
using System.CommandLine.Invocation;
using GenEmu.Cli.Commands;

namespace GenEmu.Cli;

/// <summary>The command <c>genemu</c>.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command. Results go to <paramref name="output"/>, everything else to <paramref name="error"/>.</summary>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var verbose = new Option<bool>("--verbose") { Description = "Log more, and show stack traces.", Recursive = true };
        var root = new RootCommand("An x86 PC. Start one with 'genemu run'.") { verbose };
        root.Add(RunCommand.Create(verbose, output, error));
        root.Add(RunCommand.CreateReplay(verbose, output, error));
        root.Add(SnapshotCommand.Create(verbose, output, error));
        root.Add(DevicesCommand.Create(output));
        root.Add(IsaCommand.Create(output));
        HelpWithExamples.Install(root);

        ParseResult result = root.Parse(args);
        if (result.Action is ParseErrorAction || result.Errors.Count > 0)
        {
            string message = result.UnmatchedTokens is [string token, ..] ? $"'{token}' is no command or option." : result.Errors[0].Message;
            await error.WriteLineAsync($"genemu: {message} See 'genemu --help'.").ConfigureAwait(false);
            return ExitStatus.InputError;
        }

        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error };
            return await result.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            bool isInput = exception is MachineConfigurationException;
            string text = result.GetValue(verbose) ? exception.ToString() : isInput ? exception.Message : $"internal error: {exception.Message} (--verbose shows more)";
            await error.WriteLineAsync($"genemu: {text}").ConfigureAwait(false);
            return isInput ? ExitStatus.InputError : ExitStatus.InternalError;
        }
    }
}
