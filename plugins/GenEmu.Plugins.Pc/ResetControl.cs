using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>
/// The chipset's two reset registers: system control port A (92h) and the reset control register (CF9h).
/// PIIX3 data sheet (290550), sections 2.4.11 and 2.4.12; bit 3 of CF9h as in the ICH10 data sheet, section 13.7.5.
/// </summary>
[Device("genemu.reset-control", Summary = "System control port A (92h: A20, INIT) and the reset control register (CF9h)")]
public sealed partial class ResetControl
{
    private const byte InitNow = 0x01;
    private const byte A20 = 0x02;
    private const byte SystemReset = 0x02;
    private const byte ResetCpu = 0x04;
    private const byte FullPowerCycle = 0x08;

    [State] private byte _portA;
    [State] private byte _resetControl;

    // The gate has a second driver, the keyboard controller, and the last writer wins. Reading the gate itself keeps a
    // read-modify-write of another bit from undoing what the keyboard controller did.
    [PortRead(0x92)]
    private byte ReadPortA() => (byte)((_portA & ~A20) | (Host.A20Enabled ? A20 : 0));

    [PortWrite(0x92)]
    private void WritePortA(byte value)
    {
        Host.A20Enabled = (value & A20) != 0;
        if ((value & ~_portA & InitNow) != 0)
        {
            Host.RequestReset(ResetKind.Init);
        }

        _portA = value;
    }

    [PortRead(0xCF9)]
    private byte ReadResetControl() => (byte)(_resetControl & (SystemReset | FullPowerCycle));

    [PortWrite(0xCF9)]
    private void WriteResetControl(byte value)
    {
        if ((value & ~_resetControl & ResetCpu) != 0)
        {
            Host.RequestReset(Kind(value));
        }

        _resetControl = value;
    }

    private static ResetKind Kind(byte value) => (value & (SystemReset | FullPowerCycle)) switch
    {
        SystemReset => ResetKind.Hard,
        SystemReset | FullPowerCycle => ResetKind.PowerOn,
        _ => ResetKind.Init,
    };

    [OnReset]
    private void Reset(ResetKind kind)
    {
        // The request bits stay latched until the reset that they asked for. A masked A20 would hide the reset vector,
        // so chipsets open the gate for INIT too.
        bool cpuOnly = kind == ResetKind.Init;
        _portA = cpuOnly ? (byte)(_portA & ~InitNow) : (byte)0;
        _resetControl = cpuOnly ? (byte)(_resetControl & ~ResetCpu) : (byte)0;
        Host.A20Enabled = true;
    }
}
