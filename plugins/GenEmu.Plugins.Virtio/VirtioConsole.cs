using GenEmu.Abstractions;

namespace GenEmu.Plugins.Virtio;

/// <summary>Virtio console (virtio 1.1, section 5.3) with one port: a channel's bytes without a line's speed.</summary>
/// <remarks>What the guest sends goes out at once, in virtual time. Input stays in the channel until the driver offers a buffer for it, so none is lost.</remarks>
[Device("genemu.virtio-console", Version = 1, Summary = "Virtio console on PCI: one port on a channel")]
public sealed partial class VirtioConsole : IVirtioDevice, IDisposable
{
    private const int Receive = 0;
    private const int Transmit = 1;
    private const int QueueSize = 64;
    private const uint MostBytes = 1 << 20;

    private readonly Chain _chain = new(new Segment[QueueSize]);
    private VirtioFunction _function = null!;       // made in Attach, before any access
    private IByteChannel _channel = null!;          // as the function

    [Parameter("slot", Summary = "The PCI device number")] private int _slot = 5;
    [Parameter("channel", Summary = "The host's name for the other end")] private string _channelName = "console0";

    [State] private readonly byte[] _pci = new byte[PciConfigSpace.Size];
    [State] private readonly VirtioRegisters[] _registers = new VirtioRegisters[1];
    [State] private readonly VirtqueueState[] _queues = new VirtqueueState[2];

    ulong IVirtioDevice.Features => 0;

    /// <summary>Columns, rows and the number of ports count only with features that are not offered.</summary>
    ReadOnlySpan<byte> IVirtioDevice.Configuration => [];

    /// <inheritdoc/>
    public void Dispose() => _function?.Dispose();

    void IVirtioDevice.Serve(int queue)
    {
        if (queue == Receive)
        {
            TakeInput();
        }
        else
        {
            SendOutput();
        }
    }

    void IVirtioDevice.Forget()
    {
        // every chain goes back at once
    }

    private void SendOutput()
    {
        while (_function.TryTake(Transmit, _chain))
        {
            byte[] bytes = new byte[_chain.ReadableLength];
            _chain.Read(Host.Memory, 0, bytes);
            foreach (byte value in bytes)
            {
                _channel.Write(value);
            }

            _function.Return(Transmit, _chain, 0);
        }
    }

    /// <summary>Takes a byte only once there is a buffer for it.</summary>
    private void TakeInput()
    {
        while (_function.Offered(Receive) > 0 && _channel.TryRead(out byte first) && _function.TryTake(Receive, _chain))
        {
            byte[] bytes = new byte[_chain.WritableLength];
            if (bytes.Length == 0)
            {
                _function.Break("a buffer for input has no room");
                return;
            }

            bytes[0] = first;
            int count = 1;
            while (count < bytes.Length && _channel.TryRead(out byte next))
            {
                bytes[count++] = next;
            }

            _chain.Write(Host.Memory, 0, bytes.AsSpan(0, count));
            _function.Return(Receive, _chain, (uint)count);
        }
    }

    [OnAttach]
    private void Attach()
    {
        var identity = new VirtioIdentity { Type = 3, ClassCode = 0x07_8000, Slot = _slot, LargestQueue = QueueSize, LongestChain = MostBytes };
        _function = new VirtioFunction(Host, this, identity, new VirtioState(_pci, _registers, _queues));
        _channel = Host.Channel(_channelName);
        _channel.OnInput(TakeInput);
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init)
        {
            _function.Reset();
        }
    }

    [OnLoad]
    private void Restore() => _function.Restore();
}
