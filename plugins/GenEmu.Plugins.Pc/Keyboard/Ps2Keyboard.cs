using System.Runtime.InteropServices;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>
/// A PS/2 keyboard with scan code sets 1 and 2 (IBM PS/2 Technical Reference, "Keyboard (101- and 102-key)"). Its commands are
/// answered before keys that wait. A held key repeats when the host sends it again.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct Ps2Keyboard
{
    private const byte Acknowledge = 0xFA;
    private const byte SelfTestPassed = 0xAA;
    private const byte Resend = 0xFE;

    private const byte SetIndicators = 0xED;
    private const byte Echo = 0xEE;
    private const byte SelectScanCodes = 0xF0;
    private const byte ReadId = 0xF2;
    private const byte SetTypematic = 0xF3;
    private const byte Enable = 0xF4;
    private const byte DefaultDisable = 0xF5;
    private const byte SetDefault = 0xF6;
    private const byte Reset = 0xFF;

    private ByteFifo _answers;
    private ByteFifo _keys;
    private byte _scanCodes;
    private byte _indicators;
    private byte _lastSent;
    private byte _command;
    private bool _scanning;

    /// <summary>A keyboard as it is after its self-test.</summary>
    public static Ps2Keyboard PoweredOn => new() { _scanCodes = 2, _scanning = true };

    /// <summary>Whether it wants to send.</summary>
    public readonly bool HasData => _answers.Count + _keys.Count != 0;

    /// <summary>The lights: Scroll Lock in bit 0, Num Lock in bit 1, Caps Lock in bit 2.</summary>
    public readonly byte Indicators => _indicators;

    /// <summary>Sends the next byte; the caller looked at <see cref="HasData"/>.</summary>
    public byte Send()
    {
        _lastSent = _answers.Count != 0 ? _answers.Take() : _keys.Take();
        return _lastSent;
    }

    /// <summary>Queues a key's codes, all or none.</summary>
    public bool TryPress(PcKey key, bool pressed)
    {
        bool extended = ScanCodes.IsExtended(key);
        bool breakPrefix = _scanCodes == 2 && !pressed;
        int length = 1 + (extended ? 1 : 0) + (breakPrefix ? 1 : 0);
        if (!_scanning || _keys.Room < length)
        {
            return false;
        }

        if (extended)
        {
            _keys.Push(ScanCodes.Extended);
        }

        if (breakPrefix)
        {
            _keys.Push(ScanCodes.Break);
        }

        byte code = ScanCodes.Set1(key);
        _keys.Push(_scanCodes == 2 ? ScanCodes.ToSet2(code) : (byte)(pressed ? code : code | ScanCodes.Released));
        return true;
    }

    /// <summary>Takes a byte from the controller: a command, or the data of the last one.</summary>
    public void Receive(byte value)
    {
        byte command = _command;
        _command = 0;
        _answers.Clear(); // a new byte gives up what was not fetched of the last answer
        if (command != 0 && value < SetIndicators)
        {
            ReceiveData(command, value);
        }
        else
        {
            ReceiveCommand(value);
        }
    }

    private void ReceiveCommand(byte value)
    {
        switch (value)
        {
            case SetIndicators or SelectScanCodes or SetTypematic:
                _command = value;
                Answer(Acknowledge);
                break;
            case Echo:
                Answer(Echo);
                break;
            case ReadId:
                Answer(Acknowledge, 0xAB, 0x83);
                break;
            case Enable:
                _keys.Clear();
                _scanning = true;
                Answer(Acknowledge);
                break;
            case DefaultDisable or SetDefault:
                this = PoweredOn;
                _scanning = value == SetDefault;
                Answer(Acknowledge);
                break;
            case Resend:
                Answer(_lastSent);
                break;
            case Reset:
                this = PoweredOn;
                Answer(Acknowledge, SelfTestPassed);
                break;
            default:
                Answer(Resend); // "not a valid command"
                break;
        }
    }

    private void ReceiveData(byte command, byte value)
    {
        switch (command)
        {
            case SetIndicators:
                _indicators = (byte)(value & 7);
                Answer(Acknowledge);
                break;
            case SelectScanCodes when value == 0:
                Answer(Acknowledge, _scanCodes);
                break;
            case SelectScanCodes when value is 1 or 2:
                _keys.Clear();
                _scanCodes = value;
                Answer(Acknowledge);
                break;
            case SetTypematic:
                Answer(Acknowledge); // the rate is the host's
                break;
            default:
                Answer(Resend); // set 3, which few keyboards have and fewer guests use
                break;
        }
    }

    private void Answer(params ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            _answers.Push(value);
        }
    }
}
