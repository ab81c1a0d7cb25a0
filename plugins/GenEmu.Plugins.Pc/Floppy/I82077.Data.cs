using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <content>Moving a sector's bytes between the buffer and the host: by DMA at once, or byte by byte through the data port.</content>
public sealed partial class I82077
{
    private const int FormatBytes = 4;          // C, H, R and N of one sector to be

    [State] private readonly byte[] _buffer = new byte[FloppyGeometry.SectorSize];
    [State] private int _bufferPosition;
    [State] private bool _hostsTurn;

    /// <summary>How much the host supplies for one sector.</summary>
    private int BytesFromHost => Operation == FdcCommand.FormatTrack ? FormatBytes : FloppyGeometry.SectorSize;

    private void GiveSector()
    {
        if (!UsesDma)
        {
            AskHost();
            return;
        }

        bool terminalCount = false;
        int moved = Host.Find<IDmaController>()?.WriteToMemory(_dmaChannel, _buffer, out terminalCount) ?? 0;
        if (moved < _buffer.Length && !terminalCount)
        {
            Finish(FdcStatus0.Abnormal, FdcStatus1.Overrun);
        }
        else
        {
            Advance(terminalCount);
        }
    }

    private void TakeSector(FloppyDrive drive)
    {
        bool terminalCount = false;
        if (UsesDma)
        {
            Span<byte> wanted = _buffer.AsSpan(0, BytesFromHost);
            int moved = Host.Find<IDmaController>()?.ReadFromMemory(_dmaChannel, wanted, out terminalCount) ?? 0;
            if (moved < wanted.Length && !terminalCount)
            {
                Finish(FdcStatus0.Abnormal, FdcStatus1.Overrun);
                return;
            }

            wanted[moved..].Clear();        // the rest of a sector that terminal count cut short is written as zeros
        }
        else if (_bufferPosition < BytesFromHost)
        {
            AskHost();
            return;
        }

        _bufferPosition = 0;
        if (Operation == FdcCommand.FormatTrack)
        {
            FormatSector(drive, terminalCount);
        }
        else if (TryAccess(drive, write: true))
        {
            Advance(terminalCount);
        }
    }

    private void FormatSector(FloppyDrive drive, bool terminalCount)
    {
        _id = new SectorId(_buffer[0], _buffer[1], _buffer[2], _buffer[3]);
        if (_id.C != _cylinders[CommandDrive] || !IsOnTrack(drive.Geometry!))
        {
            Finish(Unstorable($"a sector with the ID {_id}").Status0);
            return;
        }

        Array.Fill(_buffer, _command[5]);
        if (!TryAccess(drive, write: true))
        {
            return;
        }

        if (terminalCount || --_sectorsLeft <= 0)
        {
            Finish(FdcStatus0.None);
        }
        else
        {
            Start(_transferTimer, ref _transferDue, SectorTime);
        }
    }

    private void AskHost()
    {
        _bufferPosition = 0;
        _hostsTurn = true;
        SetInterrupt(true);
    }

    private byte ReadByteOfSector()
    {
        byte value = _buffer[_bufferPosition++];
        if (_bufferPosition == _buffer.Length)
        {
            EndHostsTurn();
            Advance(terminalCount: false);
        }

        return value;
    }

    private void WriteByteOfSector(byte value)
    {
        _buffer[_bufferPosition++] = value;
        if (_bufferPosition == BytesFromHost)
        {
            EndHostsTurn();
            Start(_transferTimer, ref _transferDue, SectorTime);
        }
    }

    private void EndHostsTurn()
    {
        _hostsTurn = false;
        SetInterrupt(false);
    }
}
