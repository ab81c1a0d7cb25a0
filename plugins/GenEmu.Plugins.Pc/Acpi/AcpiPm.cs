using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>ACPI's fixed power-management hardware: PM1 event and control registers, the 24-bit timer, and power-off by sleep state S5.</summary>
/// <remarks>
/// ACPI specification 6.5, section 4.8. The machine is always in ACPI mode (SCI_EN reads 1), so there is no SMI command port; the tables say so.
/// System control interrupts are level-triggered on IRQ 9. Sleep states other than S5 do not exist: their types do nothing.
/// </remarks>
[Device("genemu.acpi", Summary = "ACPI: power-off, power button, PM timer, tables")]
[PortBase("io", DefaultBase)]
public sealed partial class AcpiPm : IAcpiTables, IPowerButton
{
    internal const ushort DefaultBase = 0x600;
    internal const int SleepTypeS5 = 5;
    internal const int SciLine = 9;

    private const ushort TimerStatus = 1 << 0;
    private const ushort PowerButtonStatus = 1 << 8;
    private const ushort ClearableStatus = TimerStatus | (1 << 4) | (1 << 5) | PowerButtonStatus | (1 << 10) | (1 << 15);
    private const ushort Enables = TimerStatus | (1 << 5) | PowerButtonStatus | (1 << 10);
    private const ushort SciEnable = 1 << 0;
    private const ushort SleepEnable = 1 << 13;
    private const ushort WritableControl = (1 << 1) | (7 << 10);
    private const int SleepTypeShift = 10;
    private const uint TimerMask = 0xFF_FFFF;

    // TMR_STS is set whenever the timer's highest bit changes (section 4.8.3.3).
    private const long HalfPeriod = 1 << 23;

    [State] private ushort _status;
    [State] private ushort _enable;
    [State] private ushort _control;
    [State] private long _halfPeriodsSeen;

    private IDeviceTimer _timer = null!;

    [Parameter("irq", Summary = "The SCI's line; the tables say 9")]
    private int _irq = SciLine;

    /// <inheritdoc/>
    public AcpiImage Build() => new AcpiTableSet(Host.Machine, PortBase, hasApics: Host.Find<IApicBus>() is not null && Host.Find<IIoApic>() is not null).Build();

    /// <inheritdoc/>
    public void Press()
    {
        _status |= PowerButtonStatus;
        Update();
    }

    private ushort PortBase => Host.Configuration.Number("io", DefaultBase);

    [OnAttach]
    private void Attach()
    {
        _timer = Host.Clock.CreateTimer(Update);
        Host.Provide<IAcpiTables>(this);
        Host.Provide<IPowerButton>(this);
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init)
        {
            _status = _enable = _control = 0;
            _halfPeriodsSeen = HalfPeriods;
            Update();
        }
    }

    [OnLoad]
    private void Restore() => Update();

    [PortRead(Base = "io", Offset = 0)]
    private ushort ReadStatus()
    {
        Update();
        return _status;
    }

    [PortWrite(Base = "io", Offset = 0)]
    private void WriteStatus(ushort value)
    {
        Update();
        _status &= (ushort)~(value & ClearableStatus);
        Update();
    }

    [PortRead(Base = "io", Offset = 2)]
    private ushort ReadEnable() => _enable;

    [PortWrite(Base = "io", Offset = 2)]
    private void WriteEnable(ushort value)
    {
        _enable = (ushort)(value & Enables);
        Update();
    }

    [PortRead(Base = "io", Offset = 4)]
    private ushort ReadControl() => (ushort)(_control | SciEnable);

    [PortWrite(Base = "io", Offset = 4)]
    private void WriteControl(ushort value)
    {
        _control = (ushort)(value & WritableControl);
        if ((value & SleepEnable) != 0 && ((value >> SleepTypeShift) & 7) == SleepTypeS5)
        {
            Host.RequestStop(0, "the guest switched the machine off");
        }
    }

    [PortRead(Base = "io", Offset = 8)]
    private uint ReadTimer() => (uint)AcpiTimerClock.PulsesAt(Host.Clock.Now) & TimerMask;

    private long HalfPeriods => AcpiTimerClock.PulsesAt(Host.Clock.Now) / HalfPeriod;

    /// <summary>Takes over what the timer did, drives the SCI, and wakes up at the next change that would raise it.</summary>
    private void Update()
    {
        if (HalfPeriods != _halfPeriodsSeen)
        {
            _halfPeriodsSeen = HalfPeriods;
            _status |= TimerStatus;
        }

        bool waits = (_enable & TimerStatus) != 0 && (_status & TimerStatus) == 0;
        _timer.Follow(waits ? AcpiTimerClock.TimeOf((_halfPeriodsSeen + 1) * HalfPeriod) : Deadline.Never);
        Host.Wire($"irq{_irq}").Set((_status & _enable) != 0);
    }
}
