using GenEmu.Abstractions;
using GenEmu.Board;
using GenEmu.Replay;

namespace GenEmu;

/// <summary>The host's end of a stream of bytes between a device and the outside: a serial line, a debug console.</summary>
public sealed class ByteChannel
{
    private readonly MachineBoard _board;
    private readonly List<Action<byte>> _outputs = [];
    private readonly Queue<byte> _input = [];
    internal ByteChannel(MachineBoard board, string name)
    {
        _board = board;
        Name = name;
    }

    /// <summary>The name that devices ask for: <c>serial0</c>, <c>debugcon</c>.</summary>
    public string Name { get; }

    /// <summary>What is told of input that arrives in the empty channel.</summary>
    internal Action? Listener { get; set; }

    /// <summary>Adds a receiver of every byte that the guest sends. It is called on the machine's thread.</summary>
    /// <param name="receiver">Gets each byte.</param>
    /// <returns>Ends it when disposed, on the machine's thread or between runs.</returns>
    public IDisposable OnOutput(Action<byte> receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        _outputs.Add(receiver);
        return new Subscription(() => _outputs.Remove(receiver));
    }

    /// <summary>Sends bytes to the guest at the next boundary. May be called from any thread.</summary>
    /// <param name="data">The bytes.</param>
    public void Send(ReadOnlySpan<byte> data) => _board.Send(MachineInput.To(this, data));

    /// <summary>Makes bytes available to the device at once; on the machine's thread.</summary>
    internal void Receive(ReadOnlySpan<byte> data)
    {
        bool wasEmpty = _input.Count == 0;
        foreach (byte value in data)
        {
            _input.Enqueue(value);
        }

        if (wasEmpty && _input.Count > 0)
        {
            Listener?.Invoke();
        }
    }

    /// <summary>What has come in and nobody has taken yet.</summary>
    internal byte[] Untaken
    {
        get => [.. _input];
        set
        {
            _input.Clear();
            Array.ForEach(value, _input.Enqueue);
        }
    }

    /// <summary>The same channel as a device sees it.</summary>
    /// <param name="owner">The device's name.</param>
    /// <param name="isGone">Whether the device left the machine: then its end is dead.</param>
    internal IByteChannel DeviceEnd(string owner, Func<bool> isGone) => new End(this, owner, isGone);

    private sealed class End(ByteChannel channel, string owner, Func<bool> isGone) : IByteChannel
    {
        public void Write(byte value)
        {
            if (isGone() || channel._board.IsSeeking)
            {
                return;
            }

            for (int i = channel._outputs.Count - 1; i >= 0; i--)        // a receiver may end its own subscription
            {
                Action<byte> output = channel._outputs[i];
                channel._board.CallHost(() => output(value));
            }
        }

        public bool TryRead(out byte value)
        {
            value = 0;
            return !isGone() && channel._input.TryDequeue(out value);
        }

        public void OnInput(Action listener)
            => channel.Listener = () => channel._board.Faults.Guard(owner, $"taking input from channel {channel.Name}", listener);
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose()
        {
            _end?.Invoke();
            _end = null;
        }
    }
}
