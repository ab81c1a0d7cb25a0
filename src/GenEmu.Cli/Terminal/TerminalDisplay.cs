namespace GenEmu.Cli.Terminal;

/// <summary>Shows a machine's text screen on this terminal and types the terminal's keys on its keyboard.</summary>
internal sealed class TerminalDisplay : IAsyncDisposable
{
    private const int FramesPerSecond = 30;

    private readonly Machine _machine;
    private readonly TextWriter _output;
    private readonly ScreenRenderer _renderer = new();
    private readonly CancellationTokenSource _end = new();
    private readonly IDisposable? _keyboard;
    private readonly Task _showing;

    /// <summary>Takes the terminal over.</summary>
    /// <param name="machine">Whose screen.</param>
    /// <param name="output">The terminal.</param>
    /// <param name="quit">Called when the person presses the key that ends the run.</param>
    public TerminalDisplay(Machine machine, TextWriter output, Action quit)
    {
        (_machine, _output) = (machine, output);
        _output.Write("\e]0;genemu: Ctrl-] ends\a\e[?1049h\e[2J");         // the window's title, the alternate screen
        _output.Flush();
        if (!Console.IsInputRedirected)
        {
            Console.TreatControlCAsInput = true;
            _keyboard = machine.ExpectInput();
            new Thread(() => ReadKeys(quit)) { IsBackground = true, Name = "terminal keys" }.Start();
        }

        _showing = ShowAsync();
    }

    /// <summary>Gives the terminal back, with the last screen on it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _showing.ConfigureAwait(false);
        _keyboard?.Dispose();
        _output.Write("\e[0m\e[?25h\e[?1049l");
        string screen = _machine.Screen.ToString();       // the run is over, so nobody else uses the machine
        if (screen.Length > 0)
        {
            _output.WriteLine(screen);
        }

        _output.Flush();
        if (!Console.IsInputRedirected)
        {
            Console.TreatControlCAsInput = false;
        }

        _end.Dispose();
    }

    private async Task ShowAsync()
    {
        using var frames = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / FramesPerSecond));
        ScreenFrame? latest = null;
        bool isTaken = true;
        try
        {
            while (await frames.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
            {
                if (Volatile.Read(ref isTaken))
                {
                    isTaken = false;        // a machine that a debugger has stopped takes nothing, and must not find a pile
                    _machine.Post(() =>
                    {
                        Volatile.Write(ref latest, ScreenFrame.Take(_machine.Screen.Display));
                        Volatile.Write(ref isTaken, true);
                    });
                }

                if (Volatile.Read(ref latest) is { } frame && _renderer.Render(frame) is { Length: > 0 } text)
                {
                    _output.Write(text);
                    _output.Flush();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The display ends with the run.
        }
    }

    private void ReadKeys(Action quit)
    {
        while (!_end.IsCancellationRequested)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (TerminalKeys.IsQuit(key))
            {
                quit();
                return;
            }

            if (TerminalKeys.Describe(key) is { } text)
            {
                _machine.Keyboard.Type(text);
            }
        }
    }
}
