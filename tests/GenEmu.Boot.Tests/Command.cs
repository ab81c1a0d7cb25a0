using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace GenEmu.Boot.Tests;

/// <summary>Runs <c>genemu</c> as a user would.</summary>
internal static class Command
{
    /// <summary>The command as it was built.</summary>
    public static string Path => typeof(Command).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "GenEmuCommand").Value!;

    public static Task<CommandResult> RunAsync(params string[] arguments) => ConverseAsync(arguments);

    /// <summary>Runs it with somebody at the keyboard.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="conversation">What to wait for on standard output after the step before, and what to type then.</param>
    public static async Task<CommandResult> ConverseAsync(string[] arguments, params (string Seen, string Typed)[] conversation)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await TalkAsync(process, conversation);
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, output, await error);
    }

    private static async Task<string> TalkAsync(Process process, (string Seen, string Typed)[] conversation)
    {
        var output = new StringBuilder();
        char[] buffer = new char[4096];
        int searched = 0;
        foreach ((string seen, string typed) in conversation)
        {
            int found;
            while ((found = output.ToString(searched, output.Length - searched).IndexOf(seen, StringComparison.Ordinal)) < 0)
            {
                int read = await process.StandardOutput.ReadAsync(buffer);
                if (read == 0)
                {
                    return output.ToString();       // it ended first: whoever looks at the output sees what is missing
                }

                output.Append(buffer, 0, read);
            }

            searched += found + seen.Length;
            await process.StandardInput.WriteAsync(typed);
            await process.StandardInput.FlushAsync();
        }

        process.StandardInput.Close();
        return output.Append(await process.StandardOutput.ReadToEndAsync()).ToString();
    }
}
