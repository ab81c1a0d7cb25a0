using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>
/// A PC16550D UART (National Semiconductor data sheet, 1995) on a cable that is always plugged in. Input stays in its channel
/// until there is room, so the line never overruns. Output leaves at once, or paced at the programmed rate.
/// </summary>
[Device("genemu.uart16550", Summary = "16550A serial port")]
[PortBase("io", 0x3F8)]
public sealed partial class Uart16550
{
    private const long Second = 1_000_000_000;

    // 1.8432 MHz divided by 16 per bit and by the divisor.
    private const long MaximumRate = 115_200;
    private const ushort PowerOnDivisor = 12;

    private const byte ReceivedDataInterrupt = 0x01;
    private const byte TransmitterInterrupt = 0x02;
    private const byte LineStatusInterrupt = 0x04;
    private const byte ModemStatusInterrupt = 0x08;

    private const byte CauseModemStatus = 0x00;
    private const byte CauseNone = 0x01;
    private const byte CauseTransmitter = 0x02;
    private const byte CauseReceivedData = 0x04;
    private const byte CauseLineStatus = 0x06;
    private const byte CauseTimeout = 0x0C;
    private const byte FifosEnabled = 0xC0;

    private const byte FifoEnable = 0x01;
    private const byte ClearReceiver = 0x02;
    private const byte ClearTransmitter = 0x04;

    private const byte DivisorLatch = 0x80;

    private const byte Out2 = 0x08;
    private const byte Loopback = 0x10;

    private const byte DataReady = 0x01;
    private const byte OverrunError = 0x02;
    private const byte TransmitterHoldingEmpty = 0x20;
    private const byte TransmitterEmpty = 0x40;

    private const byte CarrierSetReadyClearToSend = 0xB0;

    [Parameter("irq", Summary = "the interrupt line")]
    private int _irq = 4;

    [Parameter("channel", Summary = "where the bytes go to and come from")]
    private string _channelName = "serial0";

    [Parameter("paced", Summary = "whether sending takes the time that the programmed rate asks for")]
    private bool _paced;

    [State] private ByteFifo _received;
    [State] private ByteFifo _toSend;
    [State] private byte _sending;
    [State] private byte _interruptEnable;
    [State] private byte _fifoControl;
    [State] private byte _lineControl;
    [State] private byte _modemControl;
    [State] private byte _lineErrors;
    [State] private byte _modemChanges;
    [State] private byte _scratch;
    [State] private ushort _divisor = PowerOnDivisor;
    [State] private bool _transmitterEmptied;
    [State] private bool _timedOut;
    [State] private long _timeoutAt = Deadline.Never;
    [State] private long _sentAt = Deadline.Never;

    private IByteChannel _channel = null!;
    private IWire _interrupt = null!;
    private IDeviceTimer _timeout = null!;
    private IDeviceTimer _shift = null!;

    private bool HasFifos => (_fifoControl & FifoEnable) != 0;

    private int Depth => HasFifos ? ByteFifo.Capacity : 1;

    private int Trigger => HasFifos ? (_fifoControl >> 6) switch { 0 => 1, 1 => 4, 2 => 8, _ => 14 } : 1;

    private bool IsLoopback => (_modemControl & Loopback) != 0;

    private bool IsDivisorLatch => (_lineControl & DivisorLatch) != 0;

    /// <summary>A start bit, 5 to 8 data bits, perhaps parity, and the stop bits.</summary>
    private long CharacterTime
    {
        get
        {
            int bits = 1 + 5 + (_lineControl & 3) + ((_lineControl & 0x08) != 0 ? 1 : 0) + ((_lineControl & 0x04) != 0 ? 2 : 1);
            return bits * Math.Max(_divisor, (ushort)1) * Second / MaximumRate;
        }
    }

    [OnAttach]
    private void Attach()
    {
        _interrupt = Host.Wire($"irq{_irq}");
        _timeout = Host.Clock.CreateTimer(TimeOut);
        _shift = Host.Clock.CreateTimer(FinishSending);
        _channel = Host.Channel(_channelName);
        _channel.OnInput(Pull);
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind == ResetKind.Init)
        {
            return;
        }

        _received.Clear();
        _toSend.Clear();
        _sending = _interruptEnable = _fifoControl = _lineControl = _modemControl = 0;
        _lineErrors = _modemChanges = _scratch = 0;
        _divisor = PowerOnDivisor;
        _transmitterEmptied = _timedOut = false;
        _timeoutAt = _sentAt = Deadline.Never;
        Pull();
    }

    [OnLoad]
    private void Load()
    {
        DriveOutputs();
        Host.Post(Pull); // the channel may hold input that the saved one did not
    }

    [PortRead(Base = "io", Offset = 0)]
    private byte ReadData() => IsDivisorLatch ? (byte)_divisor : ReadReceived();

    [PortWrite(Base = "io", Offset = 0)]
    private void WriteData(byte value)
    {
        if (IsDivisorLatch)
        {
            _divisor = (ushort)((_divisor & 0xFF00) | value);
        }
        else
        {
            WriteTransmitter(value);
        }
    }

    [PortRead(Base = "io", Offset = 1)]
    private byte ReadInterruptEnable() => IsDivisorLatch ? (byte)(_divisor >> 8) : _interruptEnable;

    [PortWrite(Base = "io", Offset = 1)]
    private void WriteInterruptEnable(byte value)
    {
        if (IsDivisorLatch)
        {
            _divisor = (ushort)((_divisor & 0x00FF) | (value << 8));
            return;
        }

        byte enabled = (byte)(value & ~_interruptEnable);
        _interruptEnable = (byte)(value & 0x0F);
        _transmitterEmptied |= (enabled & TransmitterInterrupt) != 0 && _toSend.Count == 0; // enabling it on an empty transmitter interrupts at once
        DriveOutputs();
    }

    [PortRead(Base = "io", Offset = 2)]
    private byte ReadInterruptIdentification()
    {
        byte cause = Cause();
        if (cause == CauseTransmitter)
        {
            _transmitterEmptied = false;
            DriveOutputs();
        }

        return (byte)(cause | (HasFifos ? FifosEnabled : 0));
    }

    [PortWrite(Base = "io", Offset = 2)]
    private void WriteFifoControl(byte value)
    {
        bool enable = (value & FifoEnable) != 0;
        bool switched = enable != HasFifos; // which empties both FIFOs
        _fifoControl = enable ? (byte)(value & 0xC9) : (byte)0;
        if (switched || (enable && (value & ClearReceiver) != 0))
        {
            _received.Clear();
            _timedOut = false;
            _timeoutAt = Deadline.Never;
        }

        if ((switched || (enable && (value & ClearTransmitter) != 0)) && _toSend.Count != 0)
        {
            _toSend.Clear();
            _transmitterEmptied = true;
        }

        Pull();
    }

    [PortRead(Base = "io", Offset = 3)]
    private byte ReadLineControl() => _lineControl;

    [PortWrite(Base = "io", Offset = 3)]
    private void WriteLineControl(byte value) => _lineControl = value;

    [PortRead(Base = "io", Offset = 4)]
    private byte ReadModemControl() => _modemControl;

    [PortWrite(Base = "io", Offset = 4)]
    private void WriteModemControl(byte value)
    {
        byte before = ModemLines;
        _modemControl = (byte)(value & 0x1F);
        byte after = ModemLines;

        // CTS, DSR and DCD report any change, RI only its trailing edge.
        _modemChanges |= (byte)((((before ^ after) >> 4) & 0x0B) | (((before & ~after) >> 4) & 0x04));
        Pull();
    }

    [PortRead(Base = "io", Offset = 5)]
    private byte ReadLineStatus()
    {
        bool empty = _toSend.Count == 0;
        byte status = (byte)(_lineErrors
            | (_received.Count != 0 ? DataReady : 0)
            | (empty ? TransmitterHoldingEmpty : 0)
            | (empty && _sentAt == Deadline.Never ? TransmitterEmpty : 0));
        _lineErrors = 0;
        DriveOutputs();
        return status;
    }

    [PortRead(Base = "io", Offset = 6)]
    private byte ReadModemStatus()
    {
        byte status = (byte)(ModemLines | _modemChanges);
        _modemChanges = 0;
        DriveOutputs();
        return status;
    }

    [PortRead(Base = "io", Offset = 7)]
    private byte ReadScratch() => _scratch;

    [PortWrite(Base = "io", Offset = 7)]
    private void WriteScratch(byte value) => _scratch = value;

    /// <summary>DCD, RI, DSR and CTS: the cable's, or in loopback OUT2, OUT1, DTR and RTS.</summary>
    private byte ModemLines => !IsLoopback
        ? CarrierSetReadyClearToSend
        : (byte)(((_modemControl & 0x0C) << 4) | ((_modemControl & 0x01) << 5) | ((_modemControl & 0x02) << 3));
}
