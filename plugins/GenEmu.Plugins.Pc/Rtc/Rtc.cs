using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>
/// The MC146818 real-time clock with 128 bytes of battery-backed RAM behind ports 70h and 71h. Nothing ticks: the registers and
/// flags are brought up to date when somebody looks, and a timer runs only towards an interrupt that is enabled.
/// </summary>
[Device("genemu.rtc", Summary = "MC146818 clock and CMOS RAM (70h) on irq8")]
public sealed partial class Rtc
{
    private const long Second = 1_000_000_000;
    private const long Oscillator = 32_768;

    // With a 32.768 kHz crystal UIP rises 244 microseconds before an update cycle of 1984 (MC146818 data sheet, "Update cycle").
    private const long UpdateInProgressTime = 244_000 + 1_984_000;

    private const byte NmiMasked = 0x80;
    private const byte UpdateInProgress = 0x80;
    private const byte DividerMask = 0x70;
    private const byte DividerRunning = 0x20;
    private const byte Set = 0x80;
    private const byte InterruptRequest = 0x80;
    private const byte Periodic = 0x40;
    private const byte Alarm = 0x20;
    private const byte UpdateEnded = 0x10;
    private const byte Interrupts = Periodic | Alarm | UpdateEnded;
    private const byte SquareWave = 0x08;
    private const byte ValidRam = 0x80;
    private const byte DoNotCare = 0xC0;

    [Parameter("boot", Summary = "what the firmware tries first: floppy, disk or cdrom")]
    private BootDevice _boot = BootDevice.Floppy;

    [State] private byte[] _ram = new byte[128];
    [State] private byte _index;
    [State] private RtcTime _time;
    [State] private long _secondStart;
    [State] private long _upToDate;

    private IWire _irq8 = null!;
    private IDeviceTimer _timer = null!;

    private RtcFormat Format => new(_ram[RtcRegister.B]);

    private bool Runs => (_ram[RtcRegister.A] & DividerMask) == DividerRunning;

    private bool Updates => Runs && (_ram[RtcRegister.B] & Set) == 0;

    /// <summary>The periodic rate in pulses of the crystal; rates 1 and 2 repeat 8 and 9 (data sheet, "Periodic interrupt rate").</summary>
    private long? PeriodicPulses => (_ram[RtcRegister.A] & 15) switch { 0 => null, 1 => 128, 2 => 256, int rate => 1L << (rate - 1) };

    [OnAttach]
    private void Attach()
    {
        _irq8 = Host.Wire("irq8");
        _timer = Host.Clock.CreateTimer(Update);
        DateTimeOffset calendar = Host.Clock.Calendar;
        _time = new RtcTime(calendar);
        _upToDate = Host.Clock.Now;
        _secondStart = _upToDate - (calendar.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
        _ram[RtcRegister.A] = 0x26;
        _ram[RtcRegister.B] = 0x02;
        CmosContents.Fill(_ram, Host, _boot);
    }

    /// <summary>The battery keeps time and RAM, the shutdown status in 0Fh included; RESET only silences interrupts (data sheet, "RESET").</summary>
    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind == ResetKind.Init)
        {
            return;
        }

        Update();
        _ram[RtcRegister.B] &= unchecked((byte)~(Interrupts | SquareWave));
        _ram[RtcRegister.C] = 0;
        _index = 0;
        DriveInterrupt();
    }

    [PortWrite(0x70)]
    private void WriteIndex(byte value) => _index = value;

    [PortRead(0x71)]
    private byte ReadData()
    {
        int index = _index & ~NmiMasked;
        Update();
        return index switch
        {
            RtcRegister.A => (byte)(_ram[index] | (IsUpdateInProgress ? UpdateInProgress : 0)),
            RtcRegister.C => ReadAndClearFlags(),
            RtcRegister.D => ValidRam,
            _ => RtcTime.Has(index) ? _time.Read(index, Format) : _ram[index],
        };
    }

    [PortWrite(0x71)]
    private void WriteData(byte value)
    {
        int index = _index & ~NmiMasked;
        Update();
        switch (index)
        {
            case RtcRegister.A:
                WriteDivider(value);
                break;
            case RtcRegister.B:
                _ram[index] = (value & Set) != 0 ? (byte)(value & ~UpdateEnded) : value; // SET going high clears UIE
                break;
            case RtcRegister.C or RtcRegister.D:
                break; // read-only
            default:
                WriteRam(index, value);
                break;
        }

        DriveInterrupt();
    }

    private bool IsUpdateInProgress => Updates && Host.Clock.Now - _secondStart >= Second - UpdateInProgressTime;

    private byte ReadAndClearFlags()
    {
        byte flags = _ram[RtcRegister.C];
        _ram[RtcRegister.C] = 0;
        DriveInterrupt();
        return flags;
    }

    private void WriteDivider(byte value)
    {
        bool ran = Runs;
        _ram[RtcRegister.A] = (byte)(value & ~UpdateInProgress);
        if (!ran && Runs)
        {
            _secondStart = Host.Clock.Now - (Second / 2); // the first update comes half a second after the divider is released
        }
    }

    private void WriteRam(int index, byte value)
    {
        if (RtcTime.Has(index))
        {
            _time.Write(index, Format, value);
        }
        else
        {
            _ram[index] = value;
        }
    }

    /// <summary>Lets everything happen that time brought since the last look.</summary>
    private void Update()
    {
        long now = Host.Clock.Now;
        if (Runs)
        {
            byte flags = PeriodicPassed(now) ? Periodic : (byte)0;
            long seconds = (now - _secondStart) / Second;
            _secondStart += seconds * Second;
            if (seconds > 0 && Updates)
            {
                flags |= (byte)(UpdateEnded | (SecondsToAlarm() <= seconds ? Alarm : 0));
                _time.Advance(seconds);
            }

            _ram[RtcRegister.C] |= flags;
        }

        _upToDate = now;
        DriveInterrupt();
    }

    private bool PeriodicPassed(long now) => PeriodicPulses is { } pulses
        && (now - _upToDate >= Second || PulsesAt(now) / pulses != PulsesAt(_upToDate) / pulses);

    /// <summary>Pulses of the crystal in this second; every periodic rate divides a second.</summary>
    private long PulsesAt(long time) => (time - _secondStart) * Oscillator / Second;

    /// <summary>IRQF is the OR of the enabled flags. While it is low, the next one that could raise it has a timer.</summary>
    [OnLoad]
    private void DriveInterrupt()
    {
        byte flags = (byte)(_ram[RtcRegister.C] & Interrupts);
        bool request = (flags & _ram[RtcRegister.B]) != 0;
        _ram[RtcRegister.C] = (byte)(flags | (request ? InterruptRequest : 0));
        _irq8.Set(request);
        _timer.Follow(request ? Deadline.Never : NextInterrupt());
    }

    private long NextInterrupt()
    {
        byte enabled = _ram[RtcRegister.B];
        long next = long.MaxValue;
        if (Runs && (enabled & Periodic) != 0 && PeriodicPulses is { } pulses)
        {
            long pulse = ((PulsesAt(_upToDate) / pulses) + 1) * pulses;
            next = _secondStart + (((pulse * Second) + Oscillator - 1) / Oscillator);
        }

        if (Updates && (enabled & UpdateEnded) != 0)
        {
            next = Math.Min(next, _secondStart + Second);
        }

        if (Updates && (enabled & Alarm) != 0 && SecondsToAlarm() is { } seconds)
        {
            next = Math.Min(next, _secondStart + (seconds * Second));
        }

        return next == long.MaxValue ? Deadline.Never : next;
    }

    /// <summary>How many updates until the alarm registers match, at most a day; <see langword="null"/> if they never do.</summary>
    private long? SecondsToAlarm()
    {
        int start = _time.SecondOfDay;
        int time = start + 1;
        while (time <= start + RtcTime.SecondsPerDay)
        {
            int second = time % 60;
            int minute = time / 60 % 60;
            if (!AlarmMatches(RtcRegister.HoursAlarm, Format.EncodeHour(time / 3600 % 24)))
            {
                time += 3600 - (minute * 60) - second;
            }
            else if (!AlarmMatches(RtcRegister.MinutesAlarm, Format.Encode(minute)))
            {
                time += 60 - second;
            }
            else if (!AlarmMatches(RtcRegister.SecondsAlarm, Format.Encode(second)))
            {
                time++;
            }
            else
            {
                return time - start;
            }
        }

        return null;
    }

    private bool AlarmMatches(int register, byte value) => (_ram[register] & DoNotCare) == DoNotCare || _ram[register] == value;
}
