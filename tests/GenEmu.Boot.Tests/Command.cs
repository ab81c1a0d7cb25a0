using System.Diagnostics;
using System.Reflection;

namespace GenEmu.Boot.Tests;

/// <summary>Runs <c>genemu</c> as a user would.</summary>
internal static class Command
{
    private static string Path => typeof(Command).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "GenEmuCommand").Value!;

    public static async Task<CommandResult> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await error);
    }
}
