using System.Diagnostics;
using System.Text;

namespace GenEmu.Boot.Tests;

/// <summary>A <c>genemu</c> that runs beside the test; ended with it.</summary>
internal sealed class GuestProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan TypingInterval = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly char[] _buffer = new char[4096];
    private int _searched;

    public GuestProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo(Command.Path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
    }

    /// <summary>The next line on standard error.</summary>
    public async Task<string> ErrorLineAsync() => await _process.StandardError.ReadLineAsync() ?? "";

    /// <summary>Waits for a text on standard output after what was seen last.</summary>
    /// <returns>All output so far.</returns>
    public async Task<string> SeeAsync(string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        int found;
        while ((found = _output.ToString(_searched, _output.Length - _searched).IndexOf(text, StringComparison.Ordinal)) < 0)
        {
            int read = await _process.StandardOutput.ReadAsync(_buffer, limit.Token);
            (read > 0).ShouldBeTrue($"genemu ended before '{text}' was seen: {_output}");
            _output.Append(_buffer, 0, read);
        }

        _searched += found + text.Length;
        return _output.ToString();
    }

    /// <summary>Sends bytes to standard input.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        await _process.StandardInput.BaseStream.WriteAsync(bytes);
        await _process.StandardInput.BaseStream.FlushAsync();
    }

    /// <summary>Types a line again and again until something is done.</summary>
    public async Task TypeUntilAsync(string line, Task done)
    {
        do
        {
            await _process.StandardInput.WriteAsync(line);
            await _process.StandardInput.FlushAsync();
        }
        while (await Task.WhenAny(done, Task.Delay(TypingInterval)) != done);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
