namespace GenEmu;

/// <summary>Connects a channel to the process's standard streams: every byte is written at once, and what is typed goes to the guest.</summary>
internal sealed class StandardStreams : IDisposable
{
    private readonly Machine _machine;
    private readonly ByteChannel _channel;
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly IDisposable _subscription;
    private readonly CancellationTokenSource _end = new();
    private readonly byte[] _one = new byte[1];

    public StandardStreams(Machine machine, ByteChannel channel, bool input)
    {
        (_machine, _channel) = (machine, channel);
        _subscription = channel.OnOutput(Write);
        if (input)
        {
            _ = ReadAsync(machine.ExpectInput());
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _subscription.Dispose();
        _output.Dispose();
    }

    private void Write(byte value)
    {
        _one[0] = value;
        try
        {
            _output.Write(_one);
            _output.Flush();
        }
        catch (IOException exception)
        {
            _subscription.Dispose();
            _machine.Board.Requests.End(MachineStopKind.Cancelled, 0, $"standard output is closed: {exception.Message}");
        }
    }

    private async Task ReadAsync(IDisposable expectation)
    {
        // Not awaited by anybody: a read of a terminal cannot be cancelled, so it may outlive the machine.
        await Task.Yield();
        using Stream input = Console.OpenStandardInput();
        byte[] buffer = new byte[256];
        using (expectation)
        {
            while (!_end.IsCancellationRequested)
            {
                int count = await input.ReadAsync(buffer, _end.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }

                _channel.Send(buffer.AsSpan(0, count));
            }
        }
    }
}
