using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;

namespace GenEmu.Plugins.AsyncDisk;

/// <summary>A disk whose commands complete when the host's own asynchronous file I/O does, at a virtual deadline: the example of a real device that waits.</summary>
/// <remarks>
/// <para>Ports, relative to <c>io</c> (default 5F0h):</para>
/// <list type="table">
/// <item><term>0, 32 bits</term><description>The first sector, from 0.</description></item>
/// <item><term>4, 32 bits</term><description>The guest-physical address for DMA.</description></item>
/// <item><term>8, 16 bits</term><description>How many sectors of 512 bytes, 1 to 16.</description></item>
/// <item><term>A, 16 bits</term><description>The buffer's next two bytes. A command begins the buffer anew, and so does a write of the sector register.</description></item>
/// <item><term>C, 8 bits, write</term><description>1 read, 2 write, 3 flush; +40h: by DMA; +80h: in the background, with an interrupt (<c>irq5</c>) at the end. Without +80h the OUT waits.</description></item>
/// <item><term>D, 8 bits, read</term><description>Bit 0 busy, bit 1 the last command failed, bit 2 a background command ended. Reading clears bit 2 and the interrupt.</description></item>
/// </list>
/// <para>A command that makes no sense, or comes while one is busy, fails at once; so do writes to the other registers while one is busy: they are lost. Power-on and hard reset forget a command in the background.</para>
/// </remarks>
[Device("genemu.async-disk", Version = 1, Summary = "Disk on the host's asynchronous file I/O: data port, DMA, interrupt")]
[PortBase("io", 0x5F0)]
public sealed partial class AsyncDisk : IDisposable
{
    private const int SectorSize = 512;
    private const int MostSectors = 16;
    private const byte Busy = 1;
    private const byte Failed = 2;
    private const byte Ended = 4;

    [Parameter("file", Summary = "The image; as many sectors as are in it")] private string _path = "";
    [Parameter("rw", Summary = "Whether writes are taken")] private bool _writable;
    [Parameter("latency", Summary = "Virtual nanoseconds that a command takes")] private uint _latency = 100_000;
    [Parameter("irq", Summary = "The wire's number")] private int _irq = 5;

    private IWire _wire = null!;        // connected in Connect, before any access
    private DiskFile _file = null!;     // as the wire
    private CancellationTokenSource _background = new();

    [State] private uint _sector;
    [State] private uint _address;
    [State] private ushort _count = 1;
    [State] private readonly byte[] _buffer = new byte[MostSectors * SectorSize];
    [State] private int _position;
    [State] private byte _status;

    // A command in the background is state: what it is, and when it ends. Its task is not.
    [State] private DiskCommand _command;
    [State] private long _deadline;

    /// <inheritdoc/>
    public void Dispose()
    {
        _background.Cancel();
        _background.Dispose();
        _file?.Dispose();
    }

    [OnAttach]
    private void Connect()
    {
        _wire = Host.Wire($"irq{_irq}");
        _file = _path.Length > 0 ? new DiskFile(_path, _writable) : throw new DeviceConfigurationException("parameter 'file': name the image");
    }

    private bool IsBusy => (_status & Busy) != 0;

    [PortRead(0, Base = "io")] private uint ReadSector() => _sector;

    [PortWrite(0, Base = "io")] private void WriteSector(uint value) => (_sector, _position) = IsBusy ? (_sector, _position) : (value, 0);

    [PortRead(4, Base = "io")] private uint ReadAddress() => _address;

    [PortWrite(4, Base = "io")] private void WriteAddress(uint value) => _address = IsBusy ? _address : value;

    [PortRead(8, Base = "io")] private ushort ReadCount() => _count;

    [PortWrite(8, Base = "io")] private void WriteCount(ushort value) => _count = IsBusy ? _count : value;

    [PortRead(0xA, Base = "io")]
    private ushort ReadData()
    {
        ushort value = BitConverter.ToUInt16(_buffer, _position);
        _position = (_position + 2) % _buffer.Length;
        return value;
    }

    [PortWrite(0xA, Base = "io")]
    private void WriteData(ushort value)
    {
        if (IsBusy)
        {
            return;
        }

        BitConverter.TryWriteBytes(_buffer.AsSpan(_position), value);
        _position = (_position + 2) % _buffer.Length;
    }

    [PortRead(0xD, Base = "io")]
    private byte ReadStatus()
    {
        byte status = _status;
        _status &= unchecked((byte)~Ended);
        DriveWire();
        return status;
    }

    // The guest's OUT waits here. Nothing of the state is touched before the last await, so a reload or a restore may call this again: reading a sector
    // twice, or writing the same bytes twice, is harmless. (A printer would be another matter: see IResumable.)
    [PortWrite(0xC, Base = "io")]
    private async ValueTask WriteCommand(byte value, CancellationToken cancellationToken)
    {
        var command = (DiskCommand)value;
        if (!IsPossible(command))
        {
            _status |= Failed;
            return;
        }

        if ((command & DiskCommand.Background) != 0)
        {
            Accept(command);
            return;
        }

        Task<byte[]> work = StartAsync(command, DataFor(command), cancellationToken);
        bool succeeded = await Succeeds(Host.CompleteAt(_latency, work));
        cancellationToken.ThrowIfCancellationRequested();       // a reset came first: registers and memory are not the command's any more
        Finish(command, succeeded ? await work : null);
    }

    private bool IsPossible(DiskCommand command)
    {
        bool known = (command & DiskCommand.Operation) is DiskCommand.Read or DiskCommand.Write or DiskCommand.Flush;
        bool inside = _count is >= 1 and <= MostSectors && ((long)_sector + _count) * SectorSize <= _file.Length;
        bool writes = (command & DiskCommand.Operation) == DiskCommand.Write;
        return known && inside && (_file.IsWritable || !writes) && !IsBusy;
    }

    /// <summary>The bytes that a write writes; they are taken when the command is accepted.</summary>
    private byte[] DataFor(DiskCommand command)
    {
        byte[] data = _buffer[..(_count * SectorSize)];
        if ((command & DiskCommand.Operation) == DiskCommand.Write && (command & DiskCommand.Dma) != 0)
        {
            Host.Memory.Read(_address, data);
        }

        return data;
    }

    private Task<byte[]> StartAsync(DiskCommand command, byte[] data, CancellationToken cancellationToken) => (command & DiskCommand.Operation) switch
    {
        DiskCommand.Read => _file.ReadAsync((long)_sector * SectorSize, data.Length, cancellationToken),
        DiskCommand.Write => _file.WriteAsync((long)_sector * SectorSize, data, cancellationToken),
        _ => _file.FlushAsync(),
    };

    /// <summary>Shows a command's result.</summary>
    /// <param name="command">The command.</param>
    /// <param name="data">What was read or written; null if the host failed.</param>
    private void Finish(DiskCommand command, byte[]? data)
    {
        _status = (byte)(data is null ? _status | Failed : _status & ~Failed);
        _position = 0;
        if (data is null || (command & DiskCommand.Operation) != DiskCommand.Read)
        {
            return;
        }

        data.CopyTo(_buffer, 0);
        if ((command & DiskCommand.Dma) != 0)
        {
            Host.Memory.Write(_address, data);
        }
    }

    private void Accept(DiskCommand command)
    {
        DataFor(command).CopyTo(_buffer, 0);        // from here on the buffer is the command's own, also after a restore
        _command = command;
        _deadline = Host.Clock.Now + _latency;
        _status |= Busy;
        WorkInBackground();
    }

    // async void: nobody waits for it. What it throws would still reach the host, with this device's other failures.
    private async void WorkInBackground()
    {
        CancellationToken cancelled = _background.Token;
        Task<byte[]> work = StartAsync(_command, _buffer[..(_count * SectorSize)], cancelled);
        bool succeeded = await Succeeds(Host.CompleteAt(Math.Max(0, _deadline - Host.Clock.Now), work));
        if (cancelled.IsCancellationRequested)
        {
            return;
        }

        Finish(_command, succeeded ? await work : null);
        _status = (byte)((_status & ~Busy) | Ended);
        DriveWire();
    }

    /// <summary>What the host's file system cannot do, the guest sees as a failed command.</summary>
    private async ValueTask<bool> Succeeds(ValueTask work)
    {
        try
        {
            await work;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;           // a reset: whoever started the work asks its token
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Host.Logger.LogWarning(exception, "The host failed at sector {Sector}; the guest sees a failed command", _sector);
            return false;
        }
    }

    private void DriveWire() => _wire.Set((_status & Ended) != 0);

    [OnLoad]
    private void GoOn()
    {
        DriveWire();
        if (IsBusy)
        {
            WorkInBackground();
        }
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind == ResetKind.Init)
        {
            return;
        }

        _background.Cancel();
        _background = new CancellationTokenSource();
        (_sector, _address, _count, _position, _status, _command, _deadline) = (0, 0, 1, 0, 0, DiskCommand.None, 0);
        Array.Clear(_buffer);
        DriveWire();
    }
}
