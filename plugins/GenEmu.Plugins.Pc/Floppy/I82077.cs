using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>The 82077AA floppy disk controller in PC/AT mode, with its drives.</summary>
/// <remarks>
/// Intel 82077AA datasheet (290166). In PC/AT mode the status registers A and B do not exist, so ports 3F0h and 3F1h answer nothing.
/// Not modelled: deleted data marks, READ TRACK and SCAN (they end as invalid commands), tape drives, power-down, precompensation.
/// A medium turns faster here than real ones: a sector takes <c>sector-time</c> and a step <c>step-time</c>, so booting is not spent waiting.
/// </remarks>
[Device("genemu.i82077", Summary = "82077AA floppy disk controller")]
[PortBase("io", 0x3F0)]
public sealed partial class I82077
{
    private const byte NotInReset = 0x04;
    private const byte InterruptsAndDma = 0x08;
    private const long ResetTime = 100_000;

    private readonly FloppyDrive?[] _drives = new FloppyDrive?[DriveCount];
    private IDeviceTimer _resetTimer = null!;
    private IWire _irq = null!;

    [Parameter("irq", Summary = "The interrupt request line")]
    private int _irqNumber = 6;

    [Parameter("dma", Summary = "The DMA channel")]
    private int _dmaChannel = 2;

    [Parameter("drives", Summary = "How many drives there are, 0 to 2")]
    private int _driveCount = 2;

    [Parameter("sector-time", Summary = "How long a sector takes to pass the head, in microseconds")]
    private int _sectorTime = 50;

    [Parameter("step-time", Summary = "How long the head takes to the next track, in microseconds; 0 for what the guest specifies, as real drives need")]
    private int _stepTime = 50;

    [State] private byte _digitalOutput;
    [State] private byte _dataRate;
    [State] private byte _tapeDrive;
    [State] private FdcPhase _phase;
    [State] private bool _interrupt;
    [State] private long _resetDone = Deadline.Never;

    [OnAttach]
    private void Attach()
    {
        if (_driveCount is < 0 or > 2)
        {
            throw new DeviceConfigurationException($"parameter 'drives': {_driveCount} is not 0, 1 or 2");
        }

        for (int i = 0; i < _driveCount; i++)
        {
            _drives[i] = new FloppyDrive(Host.Disk($"floppy{i}"));
        }

        _irq = Host.Wire($"irq{_irqNumber}");
        _resetTimer = Host.Clock.CreateTimer(CompleteReset);
        _transferTimer = Host.Clock.CreateTimer(ServeTransfer);
        for (int i = 0; i < DriveCount; i++)
        {
            int drive = i;
            _seekTimers[i] = Host.Clock.CreateTimer(() => EndSeek(drive));
        }
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind == ResetKind.Init)
        {
            return;
        }

        _digitalOutput = 0;
        _dataRate = 2;
        _tapeDrive = 0;
        _locked = false;
        (_specify1, _specify2, _perpendicular) = (0, 0, 0);
        Array.Clear(_presentCylinders);
        if (kind == ResetKind.PowerOn)
        {
            Array.Clear(_cylinders);
            Array.Fill(_changed, true);
        }

        ResetController();
    }

    [OnLoad]
    private void Resume()
    {
        _resetTimer.Follow(_resetDone);
        _transferTimer.Follow(_transferDue);
        for (int i = 0; i < DriveCount; i++)
        {
            _seekTimers[i].Follow(_seekDone[i]);
        }

        DriveInterrupt();
    }

    [PortRead(Base = "io", Offset = 2)]
    private byte ReadDigitalOutput() => _digitalOutput;

    [PortWrite(Base = "io", Offset = 2)]
    private void WriteDigitalOutput(byte value)
    {
        int changed = _digitalOutput ^ value;
        _digitalOutput = value;
        if ((value & NotInReset) == 0)
        {
            ResetController();
        }
        else if ((changed & NotInReset) != 0)
        {
            LeaveReset();
        }

        DriveInterrupt();
    }

    /// <summary>The tape drive register; only its low bits exist, the others float.</summary>
    [PortRead(Base = "io", Offset = 3)]
    private byte ReadTapeDrive() => (byte)(0xFC | _tapeDrive);

    [PortWrite(Base = "io", Offset = 3)]
    private void WriteTapeDrive(byte value) => _tapeDrive = (byte)(value & 3);

    /// <summary>The main status register: who may use the data port, and in which direction.</summary>
    [PortRead(Base = "io", Offset = 4)]
    private byte ReadMainStatus()
    {
        const int request = 0x80, toHost = 0x40, withoutDma = 0x20, busy = 0x10;
        if ((_digitalOutput & NotInReset) == 0)
        {
            return 0;
        }

        int status = SeekingDrives();
        status |= _phase switch
        {
            FdcPhase.Command => request | (_commandLength != 0 ? busy : 0),
            FdcPhase.Result => request | toHost | busy,
            _ => busy | (UsesDma ? 0 : withoutDma) | (_hostsTurn ? request : 0) | (_hostsTurn && IsRead ? toHost : 0),
        };
        return (byte)status;
    }

    /// <summary>The data rate select register: its reset bit clears itself.</summary>
    [PortWrite(Base = "io", Offset = 4)]
    private void WriteDataRateSelect(byte value)
    {
        _dataRate = (byte)(value & 3);
        if ((value & 0x80) != 0 && (_digitalOutput & NotInReset) != 0)
        {
            ResetController();
            LeaveReset();
        }
    }

    [PortRead(Base = "io", Offset = 5)]
    private byte ReadData() => _phase switch
    {
        FdcPhase.Result => ReadResult(),
        FdcPhase.Execution when _hostsTurn && IsRead => ReadByteOfSector(),
        _ => 0xFF,
    };

    [PortWrite(Base = "io", Offset = 5)]
    private void WriteData(byte value)
    {
        if ((_digitalOutput & NotInReset) == 0)
        {
            return;     // held in reset, the controller hears nothing
        }

        if (_phase == FdcPhase.Command)
        {
            TakeCommandByte(value);
        }
        else if (_phase == FdcPhase.Execution && _hostsTurn && !IsRead)
        {
            WriteByteOfSector(value);
        }
    }

    /// <summary>The digital input register: the selected drive's disk change line. The other lines belong to the hard disk controller and float.</summary>
    [PortRead(Base = "io", Offset = 7)]
    private byte ReadDigitalInput()
    {
        int drive = _digitalOutput & 3;
        return (byte)(_drives[drive] is not null && IsTurning(drive) && _changed[drive] ? 0xFF : 0x7F);
    }

    [PortWrite(Base = "io", Offset = 7)]
    private void WriteConfigurationControl(byte value) => _dataRate = (byte)(value & 3);

    /// <summary>What both resets do. Step rates and the heads' places stay; CONFIGURE's values stay as far as they are locked.</summary>
    private void ResetController()
    {
        _phase = FdcPhase.Command;
        _commandLength = 0;
        _hostsTurn = false;
        Array.Clear(_sensed);
        Array.Fill(_seekDone, Deadline.Never);
        (_resetDone, _transferDue) = (Deadline.Never, Deadline.Never);
        ResetConfiguration();
        _interrupt = false;
        Resume();
    }

    private void LeaveReset() => Start(_resetTimer, ref _resetDone, ResetTime);

    /// <summary>After a reset the controller polls its four drives, finds that all changed to ready, and interrupts once.</summary>
    private void CompleteReset()
    {
        _resetDone = Deadline.Never;
        if (!IsPollingDisabled)
        {
            for (int i = 0; i < DriveCount; i++)
            {
                _sensed[i] = (byte)((int)FdcStatus0.Polled | i);
            }

            SetInterrupt(true);
        }
    }

    private bool IsTurning(int drive) => (_digitalOutput >> (4 + drive) & 1) != 0;

    private void SetInterrupt(bool level)
    {
        _interrupt = level;
        DriveInterrupt();
    }

    private void DriveInterrupt() => _irq.Set(_interrupt && (_digitalOutput & InterruptsAndDma) != 0);

    private void Start(IDeviceTimer timer, ref long deadline, long delay)
    {
        deadline = Host.Clock.Now + delay;
        timer.Arm(deadline);
    }
}
