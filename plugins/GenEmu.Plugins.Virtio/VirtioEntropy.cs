using System.Buffers.Binary;
using System.Security.Cryptography;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Virtio;

/// <summary>Virtio entropy device (virtio 1.1, section 5.4): bytes without a pattern, the same in every run.</summary>
/// <remarks>
/// A run is a function of its inputs, so these are no secrets: byte block n is SHA-256 of the parameter <c>seed</c> and n. Whoever wants a guest with
/// keys of its own gives it another seed, and keeps that to himself. A reset does not begin anew, for a guest that starts again must not see the same bytes; power-on does.
/// </remarks>
[Device("genemu.virtio-entropy", Version = 1, Summary = "Virtio entropy device on PCI, deterministic")]
public sealed partial class VirtioEntropy : IVirtioDevice, IDisposable
{
    private const int QueueSize = 64;
    private const uint MostBytes = 1 << 20;

    private readonly Chain _chain = new(new Segment[QueueSize]);
    private VirtioFunction _function = null!;       // made in Attach, before any access

    [Parameter("slot", Summary = "The PCI device number")] private int _slot = 6;
    [Parameter("seed", Summary = "What the bytes are made from")] private ulong _seed;

    [State] private readonly byte[] _pci = new byte[PciConfigSpace.Size];
    [State] private readonly VirtioRegisters[] _registers = new VirtioRegisters[1];
    [State] private readonly VirtqueueState[] _queues = new VirtqueueState[1];
    [State] private ulong _block;

    ulong IVirtioDevice.Features => 0;

    ReadOnlySpan<byte> IVirtioDevice.Configuration => [];

    /// <inheritdoc/>
    public void Dispose() => _function?.Dispose();

    void IVirtioDevice.Serve(int queue)
    {
        while (_function.TryTake(queue, _chain))
        {
            byte[] bytes = new byte[_chain.WritableLength];
            Fill(bytes);
            _chain.Write(Host.Memory, 0, bytes);
            _function.Return(queue, _chain, (uint)bytes.Length);
        }
    }

    void IVirtioDevice.Forget()
    {
        // every chain goes back at once
    }

    private void Fill(Span<byte> bytes)
    {
        Span<byte> input = stackalloc byte[16];
        Span<byte> block = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(input, _seed);
        while (bytes.Length > 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(input[8..], _block++);
            SHA256.HashData(input, block);
            int count = Math.Min(bytes.Length, block.Length);
            block[..count].CopyTo(bytes);
            bytes = bytes[count..];
        }
    }

    [OnAttach]
    private void Attach()
    {
        var identity = new VirtioIdentity { Type = 4, ClassCode = 0xFF_0000, Slot = _slot, LargestQueue = QueueSize, LongestChain = MostBytes };
        _function = new VirtioFunction(Host, this, identity, new VirtioState(_pci, _registers, _queues));
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        _block = kind == ResetKind.PowerOn ? 0 : _block;
        if (kind != ResetKind.Init)
        {
            _function.Reset();
        }
    }

    [OnLoad]
    private void Restore() => _function.Restore();
}
