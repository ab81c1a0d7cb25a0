using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <summary>A device's channel to the outside.</summary>
internal sealed class BenchChannel(string name, BenchHost host, BenchBoard board) : IByteChannel
{
    private readonly List<Action> _listeners = [];

    /// <summary>What has come in and was not read yet.</summary>
    public Queue<byte> Waiting { get; } = new();

    public void Write(byte value)
    {
        host.Enter("IByteChannel.Write");
        host.Note($"channel {name} {value:X2}");
    }

    public bool TryRead(out byte value)
    {
        host.Enter("IByteChannel.TryRead");
        return Waiting.TryDequeue(out value);
    }

    public void OnInput(Action listener) => _listeners.Add(listener);

    public void Receive(byte value)
    {
        Waiting.Enqueue(value);
        foreach (Action listener in _listeners.ToArray())
        {
            board.Guard(host.Name, $"its listener on channel {name}", listener);
        }
    }
}
