using Microsoft.Win32.SafeHandles;

namespace GenEmu.Cli.Terminal;

/// <summary>This terminal as the guest's serial terminal: for channels that are connected to stdio while a person sits there.</summary>
internal sealed class SerialTerminal : IDisposable
{
    private const string Help = "Ctrl-A X ends, Ctrl-A H shows this, Ctrl-A Ctrl-A sends Ctrl-A";

    private readonly RawMode _mode;
    private readonly IReadOnlyList<string> _channels;
    private readonly TextWriter _error;
    private IDisposable? _expectation;
    private volatile bool _ended;

    private SerialTerminal(RawMode mode, IReadOnlyList<string> channels, TextWriter error)
    {
        (_mode, _channels, _error) = (mode, channels, error);
        _error.WriteLine($"genemu: {Help}");
    }

    /// <summary>Takes the terminal over, if there is one and a channel wants it. Otherwise bytes come and go as they do in a pipe.</summary>
    public static SerialTerminal? TryTake(MachineBuilder builder, TextWriter error)
    {
        string[] channels = [.. builder.Channels.Where(entry => entry.Value == ChannelBinding.Stdio).Select(entry => entry.Key)];
        if (channels.Length == 0 || Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            return null;
        }

        if (RawMode.TryEnter() is not { } mode)
        {
            error.WriteLine("genemu: this terminal cannot be put into raw mode; what you type goes to the guest line by line");
            return null;
        }

        foreach (string channel in channels)
        {
            builder.Channel(channel, ChannelBinding.StandardOutput);
        }

        return new SerialTerminal(mode, channels, error);
    }

    /// <summary>Sends what is typed to the guest from now on.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="quit">Called when the person wants the end.</param>
    public void Start(Machine machine, Action quit)
    {
        ByteChannel[] channels = [.. _channels.Select(machine.Channel)];
        _expectation = machine.ExpectInput();
        new Thread(() => Read(channels, quit)) { IsBackground = true, Name = "serial terminal" }.Start();
    }

    public void Dispose()
    {
        _ended = true;
        _expectation?.Dispose();
        _mode.Dispose();
    }

    /// <remarks>A read of a terminal cannot be cancelled, so the thread may outlive the run; it ends with the process.</remarks>
    private void Read(ByteChannel[] channels, Action quit)
    {
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        var keys = new SerialKeys();
        byte[] buffer = new byte[4096];
        try
        {
            while (input.Read(buffer) is > 0 and int count && !_ended)
            {
                int sent = 0;
                for (int i = 0; i < count; i++)
                {
                    switch (keys.Take(buffer[i]))
                    {
                        case SerialKey.Send:
                            buffer[sent++] = buffer[i];
                            break;
                        case SerialKey.Help:
                            _error.WriteLine($"\ngenemu: {Help}");
                            break;
                        case SerialKey.Quit:
                            _error.WriteLine();
                            quit();
                            return;
                    }
                }

                foreach (ByteChannel channel in channels)
                {
                    channel.Send(buffer.AsSpan(0, sent));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // The terminal is gone.
        }
    }
}
