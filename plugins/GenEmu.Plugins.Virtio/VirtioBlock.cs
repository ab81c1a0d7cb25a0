using System.Buffers.Binary;
using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;

namespace GenEmu.Plugins.Virtio;

/// <summary>Virtio block device (virtio 1.1, section 5.2): a disk whose requests the host works on while the guest runs; each result shows at a virtual deadline.</summary>
/// <remarks>
/// One request is worked on at a time, in the driver's order, and takes <c>latency</c>. A read begins on the host when the request is accepted; a write takes the guest's bytes at
/// its deadline. What is accepted is state, so a saved machine goes on with it. What the host cannot read or write, the guest sees as a failed request.
/// </remarks>
[Device("genemu.virtio-block", Version = 1, Summary = "Virtio block device on PCI")]
public sealed partial class VirtioBlock : IVirtioDevice, IDisposable
{
    private const int SectorSize = 512;
    private const int QueueSize = 128;
    private const int HeaderLength = 16;
    private const uint LargestSegment = 64 << 10;
    private const uint MostSegments = QueueSize - 2;            // the header and the status have one each
    private const uint MostData = LargestSegment * MostSegments;
    private const ulong SizeMax = 1UL << 1;
    private const ulong SegMax = 1UL << 2;
    private const ulong ReadOnly = 1UL << 5;
    private const ulong BlockSize = 1UL << 6;
    private const ulong Flush = 1UL << 9;

    private readonly byte[] _configuration = new byte[24];
    private Chain _chain = null!;                   // these three are made in Attach, before any access
    private VirtioFunction _function = null!;
    private IDiskImage _image = null!;
    private CancellationTokenSource _running = new();

    [Parameter("slot", Summary = "The PCI device number")] private int _slot = 4;
    [Parameter("disk", Summary = "The host's name for the image")] private string _diskName = "virtio0";
    [Parameter("latency", Summary = "Virtual nanoseconds that a request takes")] private uint _latency = 50_000;

    [State] private readonly byte[] _pci = new byte[PciConfigSpace.Size];
    [State] private readonly VirtioRegisters[] _registers = new VirtioRegisters[1];
    [State] private readonly VirtqueueState[] _queues = new VirtqueueState[1];
    [State] private readonly Segment[] _segments = new Segment[QueueSize];
    [State] private BlockRequest _request;

    ulong IVirtioDevice.Features => SizeMax | SegMax | BlockSize | Flush | (_image.IsReadOnly ? ReadOnly : 0);

    ReadOnlySpan<byte> IVirtioDevice.Configuration => _configuration;

    private long Sectors => _image.Length / SectorSize;

    /// <inheritdoc/>
    public void Dispose()
    {
        _running.Cancel();
        _running.Dispose();
        _function?.Dispose();
    }

    void IVirtioDevice.Serve(int queue)
    {
        if (!_request.IsActive && _function.TryTake(queue, _chain))
        {
            Accept();
        }
    }

    void IVirtioDevice.Forget()
    {
        _running.Cancel();
        _running = new CancellationTokenSource();
        _request = default;
    }

    private void Accept()
    {
        if (_chain.ReadableLength < HeaderLength || _chain.WritableLength < 1)
        {
            _function.Break("a request has no header or no room for its status");
            return;
        }

        Span<byte> header = stackalloc byte[HeaderLength];
        _chain.Read(Host.Memory, 0, header);
        var type = (BlockRequestType)BinaryPrimitives.ReadUInt32LittleEndian(header);
        uint length = type == BlockRequestType.Write ? _chain.ReadableLength - HeaderLength : _chain.WritableLength - 1;
        ulong sector = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        _request = new BlockRequest(IsActive: true, type, sector, length, Host.Clock.Now + _latency, _chain.Head, _chain.Readable, _chain.Count);
        Work();
    }

    // async void: nobody waits for it. What it throws would still reach the host, with this device's other failures.
    private async void Work()
    {
        CancellationToken cancelled = _running.Token;
        BlockStatus status = BlockStatus.Ok;
        byte[] data = [];
        try
        {
            data = Answer();
            await Host.CompleteAt(Math.Max(1, _request.Deadline - Host.Clock.Now), PrepareAsync(data));
            if (cancelled.IsCancellationRequested)
            {
                return;
            }

            if (_request.Type == BlockRequestType.Write && IsPossible)
            {
                await Host.CompleteAt(1, WriteAsync());
            }

            status = !IsKnown ? BlockStatus.Unsupported : IsPossible ? BlockStatus.Ok : BlockStatus.Error;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (IOException exception)
        {
            Host.Logger.LogWarning(exception, "The host failed at sector {Sector}; the guest sees a failed request", _request.Sector);
            status = BlockStatus.Error;
        }

        if (!cancelled.IsCancellationRequested)
        {
            Finish(status, data);
        }
    }

    private bool IsKnown => _request.Type is BlockRequestType.Read or BlockRequestType.Write or BlockRequestType.Flush or BlockRequestType.GetId;

    /// <summary>Whether a transfer is of whole sectors that the disk has, and not too many of them.</summary>
    private bool IsPossible => _request.Type is not (BlockRequestType.Read or BlockRequestType.Write)
        || (_request.Length % SectorSize == 0 && _request.Length <= MostData && _request.Sector <= (ulong)Sectors && _request.Length / SectorSize <= (ulong)Sectors - _request.Sector
            && !(_image.IsReadOnly && _request.Type == BlockRequestType.Write));

    /// <summary>What the request is answered with; a read fills it.</summary>
    private byte[] Answer() => _request.Type switch
    {
        BlockRequestType.Read when IsPossible => new byte[_request.Length],
        BlockRequestType.GetId => Identifier(),
        _ => [],
    };

    /// <summary>What the host can do before the deadline.</summary>
    private Task PrepareAsync(byte[] data) => _request.Type switch
    {
        BlockRequestType.Read when IsPossible => _image.ReadAsync((long)_request.Sector * SectorSize, data),
        BlockRequestType.Flush => _image.FlushAsync(),
        _ => Task.CompletedTask,
    };

    private Task WriteAsync()
    {
        byte[] data = new byte[_request.Length];
        _chain.Read(Host.Memory, HeaderLength, data);
        return _image.WriteAsync((long)_request.Sector * SectorSize, data);
    }

    /// <summary>The name, padded with zeros; a name of twenty bytes has none behind it.</summary>
    private byte[] Identifier()
    {
        byte[] identifier = new byte[Math.Min(20, _request.Length)];
        byte[] name = System.Text.Encoding.ASCII.GetBytes(_diskName);
        name.AsSpan(0, Math.Min(name.Length, identifier.Length)).CopyTo(identifier);
        return identifier;
    }

    private void Finish(BlockStatus status, byte[] data)
    {
        _request = default;
        uint room = _chain.WritableLength - 1;
        int written = status == BlockStatus.Ok ? data.Length : 0;
        _chain.Write(Host.Memory, 0, data.AsSpan(0, written));
        _chain.Write(Host.Memory, room, [(byte)status]);
        _function.Return(0, _chain, written == room ? room + 1 : (uint)written);
        ((IVirtioDevice)this).Serve(0);
    }

    [OnAttach]
    private void Attach()
    {
        _image = Host.Disk(_diskName) ?? throw new DeviceConfigurationException($"parameter 'disk': no image is bound to '{_diskName}'");
        _chain = new Chain(_segments);
        var identity = new VirtioIdentity { Type = 2, ClassCode = 0x01_8000, Slot = _slot, LargestQueue = QueueSize, LongestChain = MostData + HeaderLength + 1 };
        _function = new VirtioFunction(Host, this, identity, new VirtioState(_pci, _registers, _queues));
        BinaryPrimitives.WriteInt64LittleEndian(_configuration, Sectors);
        BinaryPrimitives.WriteUInt32LittleEndian(_configuration.AsSpan(8), LargestSegment);
        BinaryPrimitives.WriteUInt32LittleEndian(_configuration.AsSpan(12), MostSegments);
        BinaryPrimitives.WriteInt32LittleEndian(_configuration.AsSpan(20), SectorSize);
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
    private void Restore()
    {
        _function.Restore();
        if (_request.IsActive)
        {
            _chain.Restore(_request.Head, _request.Readable, _request.Count);
            Work();
        }
    }
}
