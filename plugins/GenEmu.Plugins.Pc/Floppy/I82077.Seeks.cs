using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <content>Moving the heads. All drives may seek at once; each end is told by an interrupt that SENSE INTERRUPT STATUS explains.</content>
public sealed partial class I82077
{
    private const int DriveCount = 4;
    private const int MostRecalibrateSteps = 79;
    private const int LastCylinder = 83;        // where drives stop the head mechanically

    private readonly IDeviceTimer[] _seekTimers = new IDeviceTimer[DriveCount];

    [State] private readonly byte[] _presentCylinders = new byte[DriveCount];   // where the controller believes the heads are
    [State] private readonly byte[] _cylinders = new byte[DriveCount];          // where they are
    [State] private readonly byte[] _sensed = new byte[DriveCount];             // what SENSE INTERRUPT STATUS will tell; 0 for nothing
    [State] private readonly byte[] _seekResults = new byte[DriveCount];
    [State] private readonly bool[] _changed = new bool[DriveCount];
    [State] private readonly long[] _seekDone = [Deadline.Never, Deadline.Never, Deadline.Never, Deadline.Never];

    private int SeekingDrives()
    {
        int drives = 0;
        for (int i = 0; i < DriveCount; i++)
        {
            drives |= _seekDone[i] != Deadline.Never ? 1 << i : 0;
        }

        return drives;
    }

    /// <summary>SEEK names a cylinder; RELATIVE SEEK a distance, inwards with DIR (bit 6). Both move by steps from where the controller believes to be.</summary>
    private void BeginSeek()
    {
        int present = _presentCylinders[CommandDrive];
        int target = (_command[0] & 0xC0) switch
        {
            0xC0 => present + _command[2],
            0x80 => present - _command[2],
            _ => _command[2],
        };
        int steps = Math.Abs(target - present);
        Step(CommandDrive, target - present);
        _presentCylinders[CommandDrive] = (byte)target;
        FinishSeekAfter(steps, FdcStatus0.SeekEnd);
    }

    /// <summary>RECALIBRATE steps outwards until the drive reports track 0, but at most 79 times; a missing drive never does.</summary>
    private void BeginRecalibrate()
    {
        int cylinder = _drives[CommandDrive] is null ? byte.MaxValue : _cylinders[CommandDrive];
        int steps = Math.Min(cylinder, MostRecalibrateSteps);
        Step(CommandDrive, -steps);
        _presentCylinders[CommandDrive] = 0;
        FinishSeekAfter(steps, steps == cylinder ? FdcStatus0.SeekEnd : FdcStatus0.SeekEnd | FdcStatus0.EquipmentCheck | FdcStatus0.Abnormal);
    }

    /// <summary>Moves a drive's heads. A step with a medium in the drive also clears its disk change line.</summary>
    private void Step(int drive, int distance)
    {
        if (_drives[drive] is not { } mechanism || distance == 0)
        {
            return;
        }

        _cylinders[drive] = (byte)Math.Clamp(_cylinders[drive] + distance, 0, LastCylinder);
        _changed[drive] &= mechanism.Image is null;
    }

    private void FinishSeekAfter(int steps, FdcStatus0 result)
    {
        _seekResults[CommandDrive] = (byte)((int)result | CommandDrive);
        Start(_seekTimers[CommandDrive], ref _seekDone[CommandDrive], Math.Max(1, steps) * StepTime());
    }

    /// <summary>One step in nanoseconds. Specified in milliseconds at 500 kbit/s, and scaled with the data rate.</summary>
    private long StepTime()
    {
        if (_stepTime > 0)
        {
            return _stepTime * 1000L;
        }

        int milliseconds = 16 - (_specify1 >> 4);
        return milliseconds * (_dataRate switch
        {
            0 => 1_000_000L,
            1 => 1_666_667,
            2 => 2_000_000,
            _ => 500_000,
        });
    }

    private void EndSeek(int drive)
    {
        _seekDone[drive] = Deadline.Never;
        _sensed[drive] = _seekResults[drive];
        RaiseInterrupt();
    }

    /// <summary>A new event makes what remains of a reset's four statuses obsolete.</summary>
    private void RaiseInterrupt()
    {
        for (int i = 0; i < DriveCount; i++)
        {
            if (_sensed[i] >= (byte)FdcStatus0.Polled)
            {
                _sensed[i] = 0;
            }
        }

        SetInterrupt(true);
    }

    /// <summary>Tells one drive's event and takes the interrupt back.</summary>
    private void SenseInterrupt()
    {
        int drive = Array.FindIndex(_sensed, status => status != 0);
        if (drive < 0)
        {
            Respond((byte)FdcStatus0.Invalid);
            return;
        }

        Respond(_sensed[drive], _presentCylinders[drive]);
        _sensed[drive] = 0;
        AnswerInterrupt();
    }

    /// <summary>Takes the interrupt back; a seek that ended meanwhile raises it again, as an edge that the interrupt controller sees.</summary>
    private void AnswerInterrupt()
    {
        SetInterrupt(false);
        if (Array.Exists(_sensed, status => status is not 0 and < (byte)FdcStatus0.Polled))
        {
            SetInterrupt(true);
        }
    }
}
