using System.Diagnostics;

namespace GenEmu.Boot.Tests;

/// <summary>A terminal of its own with a shell in it.</summary>
internal sealed class Tmux : IAsyncDisposable
{
    public const string Path = "/usr/bin/tmux";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string _name = $"genemu-{Guid.NewGuid():N}";

    private Tmux()
    {
    }

    public static async Task<Tmux> StartAsync()
    {
        var tmux = new Tmux();
        await tmux.RunAsync("-f", "/dev/null", "new-session", "-d", "-x", "150", "-y", "50", "env PS1='$ ' sh");
        return tmux;
    }

    /// <summary>Types a line.</summary>
    public async Task EnterAsync(string line)
    {
        await RunAsync("send-keys", "-l", line);
        await RunAsync("send-keys", "Enter");
    }

    /// <summary>Presses keys, by tmux's names.</summary>
    public Task PressAsync(params string[] keys) => RunAsync(["send-keys", .. keys]);

    /// <summary>Pastes a file, as it is.</summary>
    public async Task PasteAsync(string file)
    {
        await RunAsync("load-buffer", file);
        await RunAsync("paste-buffer", "-r");
    }

    /// <summary>Waits for a text on the screen.</summary>
    /// <returns>The screen.</returns>
    public async Task<string> SeeAsync(string text)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            string screen = await RunAsync("capture-pane", "-p", "-J");
            if (screen.Contains(text, StringComparison.Ordinal))
            {
                return screen;
            }

            (watch.Elapsed < Patience).ShouldBeTrue($"'{text}' does not show on:\n{screen}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync() => await RunAsync("kill-server");

    private async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path, ["-L", _name, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
