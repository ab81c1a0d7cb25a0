using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>An 82093AA I/O APIC: 24 interrupt pins, each a message to local APICs.</summary>
/// <remarks>
/// Intel 82093AA datasheet (290566). Pins 0 to 15 are the ISA lines, except that the timer's IRQ 0 is at pin 2 and the 8259's output at pin 0; the four PCI lines are at
/// pins 16 to 19. A wire is high where its line is asserted, so a pin's polarity changes nothing.
/// </remarks>
[Device("genemu.ioapic", Summary = "82093AA I/O APIC: 24 interrupt pins (FEC00000h)")]
[MmioBase("mmio", 0xFEC0_0000)]
public sealed partial class IoApic : IIoApic
{
    /// <summary>Where the PCI lines begin.</summary>
    internal const int FirstPciPin = 16;

    /// <summary>The pin of IRQ 0.</summary>
    internal const int TimerPin = 2;

    private const int Pins = 24;
    private const uint VersionValue = ((Pins - 1) << 16) | 0x11;
    private const int FirstEntry = 0x10;
    private const ulong Mask = 1 << 16;
    private const ulong Level = 1 << 15;
    private const ulong RemoteIrr = 1 << 14;
    private const ulong Logical = 1 << 11;
    private const ulong ReadOnly = RemoteIrr | (1 << 12);        // delivery is over at once, so its status is always idle
    private const ulong Defined = 0xFF00_0000_0001_FFFF;

    [State] private byte _select;
    [State] private uint _identifier;
    [State] private readonly ulong[] _entries = new ulong[Pins];

    private readonly IWire?[] _wires = new IWire?[Pins];

    /// <inheritdoc/>
    public void EndInterrupt(byte vector)
    {
        for (int pin = 0; pin < Pins; pin++)
        {
            if ((_entries[pin] & RemoteIrr) != 0 && (byte)_entries[pin] == vector)
            {
                _entries[pin] &= ~RemoteIrr;
                ServeLevel(pin);
            }
        }
    }

    [OnAttach]
    private void Attach()
    {
        Connect(0, "intr");
        for (int irq = 0; irq < FirstPciPin; irq++)
        {
            if (irq != TimerPin)                                 // IRQ 2 is the 8259s' cascade
            {
                Connect(irq == 0 ? TimerPin : irq, $"irq{irq}");
            }
        }

        for (int line = 0; line < PirqWires.Names.Count; line++)
        {
            Connect(FirstPciPin + line, PirqWires.Names[line]);
        }

        Host.Provide<IIoApic>(this);
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init)
        {
            (_select, _identifier) = (0, 0);
            Array.Fill(_entries, Mask);
        }
    }

    private void Connect(int pin, string wire)
    {
        _wires[pin] = Host.Wire(wire);
        _wires[pin]!.Listen(level => Change(pin, level));
    }

    [MmioRead(0x00, Base = "mmio")] private uint ReadSelect() => _select;

    [MmioWrite(0x00, Base = "mmio")] private void WriteSelect(uint value) => _select = (byte)value;

    [MmioRead(0x10, Base = "mmio")]
    private uint ReadWindow() => _select switch
    {
        0 or 2 => _identifier,                                   // arbitration: loaded with the identifier
        1 => VersionValue,
        >= FirstEntry and < FirstEntry + (2 * Pins) => (uint)(_entries[(_select - FirstEntry) / 2] >> (32 * (_select & 1))),
        _ => 0,
    };

    [MmioWrite(0x10, Base = "mmio")]
    private void WriteWindow(uint value)
    {
        switch (_select)
        {
            case 0:
                _identifier = value & 0x0F00_0000;
                break;
            case >= FirstEntry and < FirstEntry + (2 * Pins):
                WriteEntry((_select - FirstEntry) / 2, (_select & 1) != 0, value);
                break;
        }
    }

    private void WriteEntry(int pin, bool high, uint value)
    {
        ulong old = _entries[pin];
        ulong wanted = (high ? (uint)old | ((ulong)value << 32) : (old & ~0xFFFF_FFFFul) | value) & Defined;
        ulong entry = (wanted & ~ReadOnly) | (old & ReadOnly);
        _entries[pin] = (entry & Level) != 0 ? entry : entry & ~RemoteIrr;       // an edge-triggered interrupt needs no end
        ServeLevel(pin);
    }

    /// <summary>An edge at a masked pin is lost (82093AA, 3.2.4).</summary>
    private void Change(int pin, bool level)
    {
        if ((_entries[pin] & Level) != 0)
        {
            ServeLevel(pin);
        }
        else if (level && (_entries[pin] & Mask) == 0)
        {
            Send(pin);
        }
    }

    /// <summary>A level-triggered pin sends one message until its end is told.</summary>
    private void ServeLevel(int pin)
    {
        if ((_entries[pin] & (Level | Mask | RemoteIrr)) == Level && _wires[pin] is { Level: true })
        {
            _entries[pin] |= RemoteIrr;
            Send(pin);
        }
    }

    private void Send(int pin)
    {
        ulong entry = _entries[pin];
        Host.Find<IApicBus>()?.Send(new ApicMessage(
            (byte)(entry >> 56), (entry & Logical) != 0, (ApicDeliveryMode)((entry >> 8) & 7), (byte)entry, (entry & Level) != 0));
    }
}
