using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace GenEmu.Tests.Gdb;

/// <summary>The real gdb, in batch mode.</summary>
internal static class GdbProgram
{
    public const string Path = "/usr/bin/gdb";

    /// <summary>Runs commands after attaching.</summary>
    /// <returns>All that gdb prints.</returns>
    public static async Task<string> RunAsync(GdbServer server, params string[] commands) => await EndAsync(Start(server, commands));

    /// <summary>Starts gdb with commands to run after attaching.</summary>
    public static Process Start(GdbServer server, params string[] commands) => Start(server.Endpoint, commands);

    /// <summary>Starts gdb with commands to run after attaching to an address.</summary>
    public static Process Start(IPEndPoint endpoint, params string[] commands)
    {
        string[] all = ["set pagination off", "set confirm off", "set tcp connect-timeout 30", "set remotetimeout 30", $"target remote {endpoint}", .. commands];
        var start = new ProcessStartInfo(Path, ["-nx", "-batch", .. all.SelectMany(command => new[] { "-ex", command })])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Waits for gdb's end.</summary>
    public static async Task<string> EndAsync(Process process)
    {
        using (process)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                throw;
            }

            return await output + await error;
        }
    }

    /// <summary>What Ctrl-C on gdb's terminal does.</summary>
    public static async Task InterruptAsync(Process process)
    {
        using Process kill = Process.Start("/bin/kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
