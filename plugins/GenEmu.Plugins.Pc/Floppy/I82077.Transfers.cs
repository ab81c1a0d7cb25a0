using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;

namespace GenEmu.Plugins.Pc;

/// <content>Commands that meet sectors: READ DATA, WRITE DATA, VERIFY, FORMAT TRACK and READ ID, by DMA or byte by byte.</content>
/// <remarks>
/// Each sector is one event, <c>sector-time</c> after the one before. Without an index pulse (no medium, or the motor is off) nothing ever comes
/// by, and the command waits until the host resets the controller. Without DMA there is no terminal count, so such transfers run to the
/// end of the cylinder, as the datasheet says.
/// </remarks>
public sealed partial class I82077
{
    private IDeviceTimer _transferTimer = null!;

    [State] private SectorId _id;
    [State] private byte _head;
    [State] private byte _lastSector;
    [State] private int _sectorsLeft;
    [State] private long _transferDue = Deadline.Never;

    private bool IsRead => Operation == FdcCommand.ReadData;

    private bool SeeksImplicitly => (_configuration & ImpliedSeek) != 0 && Operation is not (FdcCommand.FormatTrack or FdcCommand.ReadId);

    private bool IsMultiTrack => (_command[0] & 0x80) != 0;

    private void BeginTransfer()
    {
        _phase = FdcPhase.Execution;
        _head = (byte)(_command[1] >> 2 & 1);
        _bufferPosition = 0;
        long delay = 0;
        if (Operation == FdcCommand.FormatTrack)
        {
            _id = new SectorId(_presentCylinders[CommandDrive], _head, 1, _command[2]);
            _sectorsLeft = _lastSector = _command[3];
        }
        else if (Operation != FdcCommand.ReadId)
        {
            _id = new SectorId(_command[2], _command[3], _command[4], _command[5]);
            _lastSector = _command[6];
            _sectorsLeft = _command[8];
            delay = SeekImplied();
        }

        if (_drives[CommandDrive]?.Image is not null && IsTurning(CommandDrive))
        {
            Start(_transferTimer, ref _transferDue, delay + SectorTime);
        }
    }

    private long SectorTime => Math.Max(1, _sectorTime) * 1000L;

    /// <summary>With implied seeks on, a transfer first goes to the cylinder that it names, and its status tells of a seek too.</summary>
    private long SeekImplied()
    {
        if (!SeeksImplicitly)
        {
            return 0;
        }

        int distance = _id.C - _presentCylinders[CommandDrive];
        Step(CommandDrive, distance);
        _presentCylinders[CommandDrive] = _id.C;
        return Math.Abs(distance) * StepTime();
    }

    /// <summary>A sector comes by the head.</summary>
    private void ServeTransfer()
    {
        _transferDue = Deadline.Never;
        FloppyDrive drive = _drives[CommandDrive]!;
        if (FindFault(drive) is { Status0: not FdcStatus0.None } fault)
        {
            Finish(fault.Status0, fault.Status1, fault.Status2);
            return;
        }

        switch (Operation)
        {
            case FdcCommand.ReadId:
                _id = new SectorId(_cylinders[CommandDrive], _head, PassingSector(drive.Geometry!), FloppyGeometry.SizeCode);
                Finish(FdcStatus0.None);
                break;
            case FdcCommand.Verify:
                if (TryAccess(drive, write: false))
                {
                    VerifyNext();
                }

                break;
            case FdcCommand.ReadData:
                if (TryAccess(drive, write: false))
                {
                    GiveSector();
                }

                break;
            default:
                TakeSector(drive);
                break;
        }
    }

    /// <summary>Which sector's ID comes next: the medium has been turning since power-on.</summary>
    private byte PassingSector(FloppyGeometry geometry) => (byte)(1 + (Host.Clock.Now / SectorTime % geometry.SectorsPerTrack));

    /// <summary>What keeps the controller from finding the sector, or from writing.</summary>
    private (FdcStatus0 Status0, FdcStatus1 Status1, FdcStatus2 Status2) FindFault(FloppyDrive drive)
    {
        FloppyGeometry geometry = drive.Geometry!;
        byte cylinder = _cylinders[CommandDrive];
        bool isWrite = Operation is FdcCommand.WriteData or FdcCommand.FormatTrack;
        bool isReadable = geometry.IsReadableAt(_dataRate) && (_command[0] & 0x40) != 0 && cylinder < geometry.Cylinders;
        if (isWrite && drive.IsWriteProtected)
        {
            return (FdcStatus0.Abnormal, FdcStatus1.NotWritable, FdcStatus2.None);
        }

        return Operation switch
        {
            FdcCommand.FormatTrack => isReadable ? default : Unstorable("the medium has another data rate or fewer tracks"),
            _ when !isReadable => (FdcStatus0.Abnormal, FdcStatus1.MissingAddressMark, FdcStatus2.None),
            FdcCommand.ReadId => default,
            _ when _id.C != cylinder => (FdcStatus0.Abnormal, FdcStatus1.NoData, FdcStatus2.WrongCylinder),
            _ => IsOnTrack(geometry) ? default : (FdcStatus0.Abnormal, FdcStatus1.NoData, FdcStatus2.None),
        };
    }

    private bool IsOnTrack(FloppyGeometry geometry) =>
        _id.H == _head && _id.N == FloppyGeometry.SizeCode && _id.R >= 1 && _id.R <= geometry.SectorsPerTrack;

    /// <summary>An image holds sectors of one layout and nothing else, so whatever would change the layout is a fault of the drive.</summary>
    private (FdcStatus0 Status0, FdcStatus1 Status1, FdcStatus2 Status2) Unstorable(string reason)
    {
        Host.Logger.LogWarning("The image in drive {Drive} cannot hold what the guest formats: {Reason}", CommandDrive, reason);
        return (FdcStatus0.Abnormal | FdcStatus0.EquipmentCheck, FdcStatus1.None, FdcStatus2.None);
    }

    /// <summary>Reads or writes the buffer's sector; a host that fails looks to the guest like a bad sector or a faulty drive.</summary>
    private bool TryAccess(FloppyDrive drive, bool write)
    {
        long offset = drive.Geometry!.Offset(_cylinders[CommandDrive], _head, _id.R);
        try
        {
            if (write && offset + _buffer.Length > drive.Image!.Length)
            {
                throw new IOException($"the image ends at {drive.Image.Length}, before the sector at {offset}");
            }

            if (write)
            {
                drive.Image!.Write(offset, _buffer);
            }
            else
            {
                drive.Image!.Read(offset, _buffer);
            }

            return true;
        }
        catch (IOException error)
        {
            Host.Logger.LogError(error, "Drive {Drive}: {Access} of cylinder {Cylinder}, head {Head}, sector {Sector} failed", CommandDrive, write ? "write" : "read", _id.C, _head, _id.R);
            if (write)
            {
                Finish(FdcStatus0.Abnormal | FdcStatus0.EquipmentCheck);
            }
            else
            {
                Finish(FdcStatus0.Abnormal, FdcStatus1.DataError, FdcStatus2.DataErrorInData);
            }

            return false;
        }
    }

    /// <summary>VERIFY hears no terminal count: it ends at EOT, or with EC set after a number of sectors.</summary>
    private void VerifyNext()
    {
        bool counts = (_command[1] & 0x80) != 0;
        bool cylinderEnds = MoveOn();
        if (counts ? --_sectorsLeft <= 0 : cylinderEnds)
        {
            Finish(FdcStatus0.None);
        }
        else
        {
            Continue(cylinderEnds);
        }
    }

    /// <summary>A sector is done. The ID moves on even at the end, because the results tell where the next transfer would start.</summary>
    private void Advance(bool terminalCount)
    {
        bool cylinderEnds = MoveOn();
        if (terminalCount)
        {
            Finish(FdcStatus0.None);
        }
        else
        {
            Continue(cylinderEnds);
        }
    }

    private void Continue(bool cylinderEnds)
    {
        if (cylinderEnds)
        {
            Finish(FdcStatus0.Abnormal, FdcStatus1.EndOfCylinder);
        }
        else
        {
            Start(_transferTimer, ref _transferDue, SectorTime);
        }
    }

    /// <summary>The ID after this one (datasheet table 5-6): EOT is the last sector on a side, and multi-track goes on at the second side.</summary>
    /// <returns>Whether the cylinder ends here.</returns>
    private bool MoveOn()
    {
        if (_id.R != _lastSector)
        {
            _id.R++;
            return false;
        }

        _id.R = 1;
        _id.H ^= (byte)(IsMultiTrack ? 1 : 0);
        if (IsMultiTrack && _head == 0)
        {
            _head = 1;
            return false;
        }

        _id.C++;
        return true;
    }

    private void Finish(FdcStatus0 status0, FdcStatus1 status1 = FdcStatus1.None, FdcStatus2 status2 = FdcStatus2.None)
    {
        FdcStatus0 seek = SeeksImplicitly ? FdcStatus0.SeekEnd : FdcStatus0.None;
        Respond((byte)((int)(status0 | seek) | (_head << 2) | CommandDrive), (byte)status1, (byte)status2, _id.C, _id.H, _id.R, _id.N);
        RaiseInterrupt();
    }
}
