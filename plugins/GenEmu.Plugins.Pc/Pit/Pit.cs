using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>The PC's 8254 interval timer: timer 0 is the system tick on IRQ 0, timer 1 the memory refresh of old boards, timer 2 the speaker's tone.</summary>
[Device("genemu.pit", Summary = "8254 interval timer (40h), timer 0 on irq0")]
public sealed partial class Pit : IPitChannel2
{
    private const int Channels = 3;

    [State] private PitCounter[] _counters = new PitCounter[Channels];

    private IWire _irq0 = null!;
    private IDeviceTimer _edge = null!;

    /// <inheritdoc/>
    bool IPitChannel2.Out => Current(2).Out;

    /// <inheritdoc/>
    void IPitChannel2.SetGate(bool high) => Current(2).SetGate(high);

    [OnAttach]
    private void Attach()
    {
        _irq0 = Host.Wire("irq0");
        _edge = Host.Clock.CreateTimer(DriveIrq0);
        Host.Provide<IPitChannel2>(this);
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind == ResetKind.Init)
        {
            return;
        }

        // The 8254 has no reset pin and starts undefined; here it waits for its first control word. The gates of timers 0 and 1 are tied high.
        long pulse = PitClock.PulsesAt(Host.Clock.Now);
        for (int i = 0; i < Channels; i++)
        {
            _counters[i] = new PitCounter(pulse, gate: i != 2);
        }

        DriveIrq0();
    }

    [PortRead(0x40, Length = Channels)]
    private byte Read(int channel) => Current(channel).Read();

    [PortWrite(0x40, Length = Channels)]
    private void Write(int channel, byte value)
    {
        Current(channel).Write(value);
        DriveIrq0();
    }

    [PortWrite(0x43)]
    private void WriteControl(byte value)
    {
        int channel = value >> 6;
        if (channel == Channels)
        {
            ReadBack(value);
        }
        else if ((value & 0x30) == 0)
        {
            Current(channel).LatchCount();
        }
        else
        {
            Current(channel).WriteControl(value);
            DriveIrq0();
        }
    }

    private void ReadBack(byte command)
    {
        for (int i = 0; i < Channels; i++)
        {
            if ((command & (2 << i)) == 0)
            {
                continue;
            }

            ref PitCounter counter = ref Current(i);
            if ((command & 0x20) == 0)
            {
                counter.LatchCount();
            }

            if ((command & 0x10) == 0)
            {
                counter.LatchStatus();
            }
        }
    }

    /// <summary>A counter, brought to this instant.</summary>
    private ref PitCounter Current(int channel)
    {
        if (channel == 0)
        {
            DriveIrq0(); // no edge may be passed over
        }
        else
        {
            _counters[channel].Advance(PitClock.PulsesAt(Host.Clock.Now));
        }

        return ref _counters[channel];
    }

    /// <summary>Puts every edge of OUT 0 up to now on its wire, and comes back for the next one.</summary>
    private void DriveIrq0()
    {
        ref PitCounter counter = ref _counters[0];
        long now = PitClock.PulsesAt(Host.Clock.Now);
        while (counter.PulsesToEvent is { } pulses && counter.Pulse + pulses <= now)
        {
            counter.Advance(counter.Pulse + pulses);
            _irq0.Set(counter.Out);
        }

        counter.Advance(now);
        Resume();
    }

    /// <summary>Drives the wire of a counter that has no edge behind it, and waits for its next one.</summary>
    [OnLoad]
    private void Resume()
    {
        ref PitCounter counter = ref _counters[0];
        _irq0.Set(counter.Out);
        _edge.Follow(counter.PulsesToEvent is { } next ? PitClock.TimeOf(counter.Pulse + next) : Deadline.Never);
    }
}
