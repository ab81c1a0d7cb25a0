using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>
/// System control port B (61h): the speaker's gates, timer 2's output and the refresh toggle. PIIX3 data sheet (290550), section 2.4.7.
/// There is no parity or channel check here, so bits 6 and 7 read 0.
/// </summary>
[Device("genemu.port61", Summary = "System control port B (61h): speaker gate, timer 2, refresh toggle")]
public sealed partial class Port61
{
    private const byte Timer2Gate = 0x01;
    private const byte Writable = 0x0F;
    private const byte RefreshToggle = 0x10;
    private const byte Timer2Out = 0x20;

    // Timer 1 asks for a refresh every 18 of its clock pulses on a PC/AT: 15.085 microseconds.
    private const long RefreshPulses = 18;

    [State] private byte _control;

    private IPitChannel2? _timer2;

    private IPitChannel2? Timer2 => _timer2 ??= Host.Find<IPitChannel2>();

    [PortRead(0x61)]
    private byte Read()
    {
        bool refresh = (PitClock.PulsesAt(Host.Clock.Now) / RefreshPulses & 1) != 0;
        return (byte)(_control | (refresh ? RefreshToggle : 0) | (Timer2 is { Out: true } ? Timer2Out : 0));
    }

    [PortWrite(0x61)]
    private void Write(byte value)
    {
        _control = (byte)(value & Writable);
        Timer2?.SetGate((_control & Timer2Gate) != 0);
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init)
        {
            Write(0);
        }
    }
}
