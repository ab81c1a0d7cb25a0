using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;

namespace GenEmu.Plugins.Pc;

/// <summary>
/// The 8042 keyboard controller of a PS/2 with a keyboard and an empty mouse port (IBM PS/2 Hardware Interface Technical
/// Reference, "Keyboard and auxiliary device controller"). Commands act at once; an answer takes the time that the
/// controller's firmware, or the serial line to the keyboard, would need.
/// </summary>
[Device("genemu.i8042", Summary = "8042 keyboard controller with a PS/2 keyboard (60h, 64h) on irq1")]
public sealed partial class I8042 : IKeyboardInput
{
    private const long FirmwareTime = 20_000;
    private const long LineTime = 500_000;

    private const byte OutputFull = 0x01;
    private const byte SystemFlag = 0x04;
    private const byte LastWasCommand = 0x08;
    private const byte NotInhibited = 0x10;
    private const byte AuxOutputFull = 0x20;
    private const byte TimedOut = 0x40;

    private const byte KeyboardInterrupt = 0x01;
    private const byte AuxInterrupt = 0x02;
    private const byte KeyboardDisabled = 0x10;
    private const byte AuxDisabled = 0x20;
    private const byte Translate = 0x40;

    private const byte ResetLine = 0x01;
    private const byte A20 = 0x02;

    [Parameter("reset", Summary = "what the controller's reset line resets: init or hard")]
    private ResetKind _resetKind = ResetKind.Init;

    [State] private Ps2Keyboard _keyboard;
    [State] private byte _commandByte;
    [State] private byte _status;
    [State] private byte _output;
    [State] private byte _command;
    [State] private byte _reply;
    [State] private byte _replyStatus;
    [State] private bool _breakPrefix;
    [State] private long _deliverAt = Deadline.Never;

    private IWire _irq1 = null!;
    private IWire _irq12 = null!;
    private IDeviceTimer _line = null!;

    private bool KeyboardCanSend => _keyboard.HasData && (_commandByte & KeyboardDisabled) == 0;

    /// <inheritdoc/>
    public bool TrySend(PcKey key, bool pressed)
    {
        bool sent = (_commandByte & KeyboardDisabled) == 0 && _keyboard.TryPress(key, pressed);
        Schedule();
        return sent;
    }

    [OnAttach]
    private void Attach()
    {
        _irq1 = Host.Wire("irq1");
        _irq12 = Host.Wire("irq12");
        _line = Host.Clock.CreateTimer(Deliver);
        Host.Provide<IKeyboardInput>(this);
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind == ResetKind.Init)
        {
            return;
        }

        _keyboard = Ps2Keyboard.PoweredOn;
        _commandByte = KeyboardInterrupt | AuxDisabled | Translate;
        _status = NotInhibited;
        _output = _command = _reply = _replyStatus = 0;
        _breakPrefix = false;
        _deliverAt = Deadline.Never;
        Host.A20Enabled = true; // the output port comes up all ones
        DriveOutputs();
    }

    [OnLoad]
    private void DriveOutputs()
    {
        bool full = (_status & OutputFull) != 0;
        bool aux = (_status & AuxOutputFull) != 0;
        _irq1.Set(full && !aux && (_commandByte & KeyboardInterrupt) != 0);
        _irq12.Set(full && aux && (_commandByte & AuxInterrupt) != 0);
        _line.Follow(_deliverAt);
    }

    [PortRead(0x64)]
    private byte ReadStatus() => (byte)(_status | (_commandByte & SystemFlag));

    [PortRead(0x60)]
    private byte ReadOutput()
    {
        _status &= unchecked((byte)~(OutputFull | AuxOutputFull | TimedOut));
        Schedule();
        return _output;
    }

    [PortWrite(0x64)]
    private void WriteCommand(byte value)
    {
        _status |= LastWasCommand;
        _command = 0;
        switch (value)
        {
            case 0x20:
                Reply(_commandByte);
                break;
            case 0x60 or (>= 0xD1 and <= 0xD4):
                _command = value; // its data comes through port 60h
                break;
            case 0xA7:
                _commandByte |= AuxDisabled;
                break;
            case 0xA8:
                _commandByte &= unchecked((byte)~AuxDisabled);
                break;
            case 0xA9 or 0xAB:
                Reply(0x00); // the interface test found nothing wrong
                break;
            case 0xAA:
                _commandByte |= SystemFlag;
                Reply(0x55);
                break;
            case 0xAD:
                _commandByte |= KeyboardDisabled;
                break;
            case 0xAE:
                _commandByte &= unchecked((byte)~KeyboardDisabled);
                break;
            case 0xC0:
                Reply(0x80); // the input port: the key switch is not locked
                break;
            case 0xD0:
                Reply(OutputPort);
                break;
            case >= 0xF0:
                PulseOutputPort(value);
                break;
            default:
                Host.Logger.LogDebug("The 8042 has no command {Command:X2}h", value);
                break;
        }

        Schedule();
    }

    [PortWrite(0x60)]
    private void WriteData(byte value)
    {
        _status &= unchecked((byte)~LastWasCommand);
        byte command = _command;
        _command = 0;
        switch (command)
        {
            case 0x60:
                _commandByte = value;
                break;
            case 0xD1:
                WriteOutputPort(value);
                break;
            case 0xD2:
                Reply(value);
                break;
            case 0xD3:
                Reply(value, AuxOutputFull);
                break;
            case 0xD4:
                Reply(0xFE, AuxOutputFull | TimedOut); // no mouse ever clocks the byte in
                break;
            default:
                _commandByte &= unchecked((byte)~KeyboardDisabled); // sending turns the interface on
                _keyboard.Receive(value);
                break;
        }

        Schedule();
    }

    /// <summary>The output port: the lines to the board, and those to the keyboard, which are idle.</summary>
    private byte OutputPort
    {
        get
        {
            const byte Idle = 0xC0 | ResetLine;
            bool full = (_status & OutputFull) != 0;
            bool aux = (_status & AuxOutputFull) != 0;
            return (byte)(Idle | (Host.A20Enabled ? A20 : 0) | (full && !aux ? 0x10 : 0) | (aux ? 0x20 : 0));
        }
    }

    private void WriteOutputPort(byte value)
    {
        Host.A20Enabled = (value & A20) != 0;
        if ((value & ResetLine) == 0)
        {
            Host.RequestReset(_resetKind);
        }
    }

    /// <summary>Commands F0h to FFh pull the lines low whose bits are clear, for 6 microseconds. Only the reset line notices so short a pulse.</summary>
    private void PulseOutputPort(byte lines)
    {
        if ((lines & ResetLine) == 0)
        {
            Host.RequestReset(_resetKind);
        }
    }

    /// <summary>Puts an answer of the controller's own before whatever the keyboard has.</summary>
    private void Reply(byte value, byte status = 0)
    {
        _reply = value;
        _replyStatus = (byte)(OutputFull | status);
        _deliverAt = Host.Clock.Now + FirmwareTime;
    }

    /// <summary>Starts the next transfer into the output buffer, if it is free and somebody has a byte.</summary>
    private void Schedule()
    {
        if (_deliverAt == Deadline.Never && (_status & OutputFull) == 0)
        {
            _deliverAt = _replyStatus != 0 ? Host.Clock.Now + FirmwareTime
                : KeyboardCanSend ? Host.Clock.Now + LineTime
                : Deadline.Never;
        }

        DriveOutputs();
    }

    private void Deliver()
    {
        _deliverAt = Deadline.Never;
        if ((_status & OutputFull) == 0)
        {
            if (_replyStatus != 0)
            {
                Fill(_reply, _replyStatus);
                _replyStatus = 0;
            }
            else if (KeyboardCanSend)
            {
                ReceiveFromKeyboard();
            }
        }

        Schedule();
    }

    private void Fill(byte value, byte status)
    {
        _output = value;
        _status |= status;
    }

    private void ReceiveFromKeyboard()
    {
        byte value = _keyboard.Send();
        if ((_commandByte & Translate) == 0)
        {
            _breakPrefix = false;
            Fill(value, OutputFull);
        }
        else if (value == ScanCodes.Break)
        {
            _breakPrefix = true; // set 1 has no prefix for this: the next code gets its top bit set
        }
        else
        {
            Fill((byte)(ScanCodes.ToSet1(value) | (_breakPrefix ? ScanCodes.Released : 0)), OutputFull);
            _breakPrefix = false;
        }
    }
}
