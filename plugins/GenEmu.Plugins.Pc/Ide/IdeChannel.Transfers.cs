using System.Buffers.Binary;
using Microsoft.Extensions.Logging;

namespace GenEmu.Plugins.Pc;

/// <content>Moving data: between the medium and the buffer in parts, and between the buffer and the host in blocks or by the bus master.</content>
internal sealed partial class IdeChannel
{
    // Not state: a transfer that a reset or a load left behind ends in an array that nobody looks at, under a number that nobody asks for.
    private byte[] _transfer;
    private int _generation;
    private bool _failureIsLogged;
    private bool _refusalIsLogged;

    /// <summary>Whether the host may read, or write, the Data register, and how many bytes until something happens besides.</summary>
    /// <param name="write">The direction.</param>
    public int BytesInBlock(bool write)
        => Channel.Phase == (write ? IdePhase.DataOut : IdePhase.DataIn) && Selected is not null ? Channel.BlockEnd - Channel.Position : 0;

    /// <summary>The block's next bytes. Whoever takes the last one calls <see cref="EndBlock"/>.</summary>
    public Span<byte> TakeBytes(int count)
    {
        Span<byte> bytes = _buffer.AsSpan(Channel.Position, count);
        Channel.Position += count;
        return bytes;
    }

    /// <summary>The Data register.</summary>
    public uint ReadData(int width)
    {
        int count = Math.Min(width, BytesInBlock(write: false));
        if (count == 0)
        {
            return IsEmpty ? 0xFF7F_FF7F : 0;
        }

        Span<byte> bytes = stackalloc byte[4];
        bytes.Clear();
        TakeBytes(count).CopyTo(bytes);
        EndBlock();
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>The Data register.</summary>
    public void WriteData(int width, uint value)
    {
        if (Channel.Phase == IdePhase.Packet)
        {
            WritePacket(width, value);
            return;
        }

        int count = Math.Min(width, BytesInBlock(write: true));
        if (count == 0)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        bytes[..count].CopyTo(TakeBytes(count));
        EndBlock();
    }

    /// <summary>If the host has moved the present block: the next one, the next part, or the end.</summary>
    public void EndBlock()
    {
        if (Channel.Position < Channel.BlockEnd)
        {
            return;
        }

        if (Channel.Position < Channel.Length)
        {
            ShowBlock(interrupt: true);
        }
        else if (Channel.Phase == IdePhase.DataOut)
        {
            Begin(IdePhase.WriteMedium);
        }
        else if (Channel.Left > 0)
        {
            StartPart();
        }
        else
        {
            EndDataIn();
        }
    }

    /// <summary>The bus master was started, or may be one again.</summary>
    public void PumpDma()
    {
        if (Channel.Phase == IdePhase.DmaIn && _settings.MayMaster() && BusMaster.Runs(toMemory: true))
        {
            Channel.Position += BusMaster.WriteMemory(_buffer.AsSpan(Channel.Position, Channel.Length - Channel.Position));
            EndDmaIn();
        }
        else if (Channel.Phase == IdePhase.DmaOut && _settings.MayMaster() && BusMaster.Runs(toMemory: false))
        {
            Channel.Position += BusMaster.ReadMemory(_buffer.AsSpan(Channel.Position, Channel.Length - Channel.Position));
            if (Channel.Position == Channel.Length)
            {
                Begin(IdePhase.WriteMedium);
            }
        }
    }

    private void EndDmaIn()
    {
        if (Channel.Position < Channel.Length)
        {
            return;             // the table has ended too early: the drive waits until it is reset, as on the real chip
        }

        if (Channel.Left > 0)
        {
            StartPart();
        }
        else
        {
            EndTransfer();
        }
    }

    /// <summary>A write to a read-only disk fails before any data move.</summary>
    private void RefuseWrite(IdeDrive drive)
    {
        if (!_refusalIsLogged)
        {
            _refusalIsLogged = true;
            _host.Logger.LogWarning("Drive {Position} is read-only, so the guest's writes fail; give the image rw=true or overlay=true to write", drive.Position);
        }

        Fail(AtaError.Aborted);
    }

    /// <summary>Starts a transfer between host and medium; block size and direction are set.</summary>
    private void StartMedium(long offset, long length)
    {
        (Channel.Offset, Channel.Left) = (offset, length);
        if (Channel.IsWrite)
        {
            StartFilling(interrupt: false);
        }
        else
        {
            StartPart();
        }
    }

    /// <summary>Sends the host something that is in the buffer already.</summary>
    private void StartReply(int length, int blockSize)
    {
        (Channel.IsDma, Channel.IsWrite, Channel.Left, Channel.BlockSize) = (false, false, 0, blockSize);
        (Channel.Position, Channel.Length) = (0, length);
        StartSending();
    }

    /// <summary>Reads the next part of the medium.</summary>
    private void StartPart()
    {
        Channel.Length = (int)Math.Min(Channel.Left, _buffer.Length);
        Begin(IdePhase.ReadMedium);
    }

    private void StartSending()
    {
        if (Channel.IsDma)
        {
            Channel.Phase = IdePhase.DmaIn;
            Drive.Status = AtaStatus.Busy;
            PumpDma();
        }
        else
        {
            Channel.Phase = IdePhase.DataIn;
            ShowBlock(interrupt: true);
        }
    }

    private void StartFilling(bool interrupt)
    {
        (Channel.Position, Channel.Length) = (0, (int)Math.Min(Channel.Left, _buffer.Length));
        if (Channel.IsDma)
        {
            Channel.Phase = IdePhase.DmaOut;
            Drive.Status = AtaStatus.Busy;
            PumpDma();
        }
        else
        {
            Channel.Phase = IdePhase.DataOut;
            ShowBlock(interrupt);
        }
    }

    /// <summary>Asks the host to move a block. The first one that it shall write needs no interrupt.</summary>
    private void ShowBlock(bool interrupt)
    {
        Channel.BlockEnd = Math.Min(Channel.Position + Channel.BlockSize, Channel.Length);
        Drive.Status = Selected!.ReadyStatus | AtaStatus.DataRequest;
        if (Selected.IsCdrom)
        {
            ShowByteCount();
        }

        if (interrupt)
        {
            RaiseInterrupt();
        }
    }

    /// <summary>The host has read everything: a disk says so in its status alone, a packet device with another interrupt.</summary>
    private void EndDataIn()
    {
        if (Selected!.IsCdrom && Channel.Command == AtaCommand.Packet)
        {
            EndTransfer();
            return;
        }

        Channel.Phase = IdePhase.Idle;
        Drive.Status = Selected.ReadyStatus;
    }

    private void EndTransfer()
    {
        if (Selected!.IsCdrom)
        {
            EndPacket();
        }
        else
        {
            EndCommand();
        }
    }

    /// <summary>Begins work on the medium.</summary>
    private void Begin(IdePhase phase)
    {
        Channel.Phase = phase;
        Channel.Deadline = _host.Clock.Now + _settings.Latency;
        Drive.Status = AtaStatus.Busy;
        Work();
    }

    /// <summary>What is under way is nobody's any more.</summary>
    private void Abandon()
    {
        _generation++;
        _transfer = new byte[_buffer.Length];
    }

    // async void: nobody waits for it. What it throws would still reach the host, with this device's other failures.
    private async void Work()
    {
        int generation = _generation;
        byte[] transfer = _transfer;
        bool succeeded = await Succeeds(_host.CompleteAt(Math.Max(1, Channel.Deadline - _host.Clock.Now), StartWork(Selected!, transfer)));
        if (generation != _generation)
        {
            return;
        }

        _failureIsLogged &= !succeeded;
        if (!succeeded)
        {
            FailMedium();
        }
        else if (Channel.Phase == IdePhase.Flush)
        {
            EndCommand();
        }
        else
        {
            EndPart(transfer);
        }
    }

    private Task StartWork(IdeDrive drive, byte[] transfer)
    {
        switch (Channel.Phase)
        {
            case IdePhase.ReadMedium:
                return drive.Image.ReadAsync(Channel.Offset, transfer.AsMemory(0, Channel.Length));
            case IdePhase.WriteMedium:
                _buffer.AsSpan(0, Channel.Length).CopyTo(transfer);
                return drive.Image.WriteAsync(Channel.Offset, transfer.AsMemory(0, Channel.Length));
            default:
                return drive.Image.FlushAsync();
        }
    }

    private void EndPart(byte[] transfer)
    {
        Channel.Offset += Channel.Length;
        Channel.Left -= Channel.Length;
        if (Channel.Phase == IdePhase.ReadMedium)
        {
            transfer.AsSpan(0, Channel.Length).CopyTo(_buffer);
            Channel.Position = 0;
            StartSending();
        }
        else if (Channel.Left > 0)
        {
            StartFilling(interrupt: true);
        }
        else
        {
            EndCommand();
        }
    }

    private void FailMedium()
    {
        if (Selected!.IsCdrom)
        {
            FailPacket(ScsiSense.UnrecoveredRead);
            return;
        }

        bool reads = Channel.Phase == IdePhase.ReadMedium;
        if (Channel.Phase != IdePhase.Flush)
        {
            ShowSector(Channel.Offset / IdeDrive.DiskSector);
        }

        Fail(reads ? AtaError.Uncorrectable : AtaError.Aborted);
    }

    /// <summary>What the host's file system cannot do, the guest sees as a failed command. The log hears of the first failure in a row.</summary>
    private async ValueTask<bool> Succeeds(ValueTask work)
    {
        try
        {
            await work;
            return true;
        }
        catch (OperationCanceledException)
        {
            _generation++;          // the device is out of the machine
            return false;
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            if (!_failureIsLogged)
            {
                _failureIsLogged = true;
                _host.Logger.LogWarning(exception, "Drive {Position} failed at byte {Offset}, and the guest sees a failed command: {Reason}", Selected?.Position, Channel.Offset, exception.Message);
            }

            return false;
        }
    }
}
