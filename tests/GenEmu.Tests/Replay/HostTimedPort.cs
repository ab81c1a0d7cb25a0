using GenEmu.Abstractions;

namespace GenEmu.Tests.Replay;

/// <summary>A port whose every access takes some of the host's time, and <see cref="Latency"/> of the machine's at least. What it answers is another thing each time.</summary>
/// <param name="answered">Called as an answer is given.</param>
internal sealed class HostTimedPort(Action<IDeviceHost>? answered = null) : IDevice, IAsyncPortDevice
{
    public const byte Port = 0x60;

    /// <summary>Virtual nanoseconds.</summary>
    public const long Latency = 1000;

    private readonly Random _random = new();
    private IDeviceHost _host = null!;

    /// <summary>The answers' low bytes.</summary>
    public List<byte> Answers { get; } = [];

    /// <summary>How many writes are complete.</summary>
    public int Writes { get; private set; }

    public void Attach(IDeviceHost host)
    {
        _host = host;
        _ = host.Ports.Claim(new PortClaim { Base = Port, Widths = AccessWidths.UpToDword }, this);
    }

    public void Reset(ResetKind kind)
    {
        // It has no state.
    }

    public async ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken)
    {
        await _host.CompleteAt(Latency, Task.Delay(_random.Next(1, 3), cancellationToken));
        uint answer = (uint)_random.Next();
        Answers.Add((byte)answer);
        answered?.Invoke(_host);
        return answer;
    }

    public async ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken)
    {
        await _host.CompleteAt(Latency, Task.Delay(_random.Next(1, 3), cancellationToken));
        Writes++;
        answered?.Invoke(_host);
    }
}
