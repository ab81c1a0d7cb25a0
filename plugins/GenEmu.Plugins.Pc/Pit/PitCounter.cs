using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>
/// One counter of an 8254 (Intel data sheet 231164). Nothing runs in between: <see cref="Advance"/> brings it to a clock pulse
/// in constant time, and <see cref="PulsesToEvent"/> says how long OUT certainly keeps its level.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal partial struct PitCounter
{
    private const byte Bcd = 0x01;
    private const byte LowByteOnly = 1;
    private const byte HighByteOnly = 2;

    private long _pulse;

    /// <summary>The counting element: what is left of the count, or of the half period in mode 3.</summary>
    private int _left;

    /// <summary>The count register as a number, 1 to 65536; 0 before the first count.</summary>
    private int _count;

    /// <summary>The count that the current half period of mode 3 began with; its parity shapes what reads see.</summary>
    private int _loaded;

    /// <summary>The control word without its channel bits: access, mode, BCD.</summary>
    private byte _control;

    private byte _firstByte;
    private ushort _latch;
    private byte _statusLatch;
    private bool _secondWrite;
    private bool _secondRead;
    private bool _countLatched;
    private bool _statusLatched;
    private bool _nullCount;
    private bool _loadPending;
    private bool _running;
    private bool _strobeArmed;
    private bool _gate;
    private bool _out;

    /// <summary>A counter that waits for its control word.</summary>
    /// <param name="pulse">The clock pulse it is at.</param>
    /// <param name="gate">The level of its GATE pin.</param>
    public PitCounter(long pulse, bool gate)
    {
        this = default;
        _pulse = pulse;
        _gate = gate;
        _nullCount = true;
    }

    /// <summary>The clock pulse that the counter is at.</summary>
    public readonly long Pulse => _pulse;

    /// <summary>The OUT pin.</summary>
    public readonly bool Out => _out;

    /// <summary>After how many pulses OUT may change; <see langword="null"/> if it stays until the program or the gate acts.</summary>
    public readonly int? PulsesToEvent
    {
        get
        {
            if (_loadPending)
            {
                return 1;
            }

            return !_running ? null : Mode switch
            {
                0 => !_out && _gate ? PulsesToZero : null,
                1 => !_out ? PulsesToZero : null,
                2 or 3 when !_gate || _count == 1 => null, // a count of 1 is illegal in both; OUT never moves
                2 => _left > 1 ? _left - 1 : 1,
                3 => _left,
                _ => !_out ? 1 : _strobeArmed && Counts ? PulsesToZero : null,
            };
        }
    }

    private readonly int Mode => ((_control >> 1) & 7) switch { 6 => 2, 7 => 3, int mode => mode };

    private readonly int Modulus => (_control & Bcd) != 0 ? 10_000 : 65_536;

    private readonly int PulsesToZero => _left == 0 ? Modulus : _left;

    /// <summary>Modes 1 and 5 take only the rising edge of GATE; in the others a low GATE stops the count.</summary>
    private readonly bool Counts => _gate || Mode is 1 or 5;

    /// <summary>Takes a control word for this counter (not a latch or read-back command).</summary>
    public void WriteControl(byte value)
    {
        _control = (byte)(value & 0x3F);
        _secondWrite = _secondRead = _countLatched = _statusLatched = false;
        _loadPending = _running = _strobeArmed = false;
        _count = 0;
        _nullCount = true;
        _out = Mode != 0;
    }

    /// <summary>Takes one byte of a count.</summary>
    public void Write(byte value)
    {
        switch (Access)
        {
            case LowByteOnly:
                WriteCount(value);
                break;
            case HighByteOnly:
                WriteCount(value << 8);
                break;
            default:
                WriteHalf(value);
                break;
        }
    }

    /// <summary>Reads the latched status, else a byte of the latched count, else of the running one.</summary>
    public byte Read()
    {
        if (_statusLatched)
        {
            _statusLatched = false;
            return _statusLatch;
        }

        ushort value = _countLatched ? _latch : Value;
        bool high = Access == HighByteOnly || (Access != LowByteOnly && _secondRead);
        _secondRead = Access is not (LowByteOnly or HighByteOnly) && !_secondRead;
        _countLatched &= _secondRead;
        return (byte)(high ? value >> 8 : value);
    }

    /// <summary>The counter latch command. A second one before the first was read does nothing.</summary>
    public void LatchCount()
    {
        if (!_countLatched)
        {
            _latch = Value;
            _countLatched = true;
        }
    }

    /// <summary>The read-back command's status part.</summary>
    public void LatchStatus()
    {
        if (!_statusLatched)
        {
            _statusLatch = (byte)((_out ? 0x80 : 0) | (_nullCount ? 0x40 : 0) | _control);
            _statusLatched = true;
        }
    }

    /// <summary>Drives GATE.</summary>
    public void SetGate(bool high)
    {
        bool rises = high && !_gate;
        bool falls = !high && _gate;
        _gate = high;
        if (rises && Mode is 1 or 2 or 3 or 5 && _count != 0)
        {
            _loadPending = true;
        }
        else if (falls && Mode is 2 or 3)
        {
            _out = true;
        }
    }

    private readonly int Access => _control >> 4;

    private readonly ushort Value
    {
        get
        {
            // Mode 3 counts by two; an odd count is loaded less one, and its high half lasts one pulse longer (at zero).
            int value = Mode != 3 ? _left : _out && (_loaded & 1) != 0 ? (_left - 1) * 2 : _left * 2;
            value %= Modulus;
            return (ushort)((_control & Bcd) == 0 ? value : (value / 1000 << 12) | (value / 100 % 10 << 8) | (value / 10 % 10 << 4) | (value % 10));
        }
    }

    private void WriteHalf(byte value)
    {
        if (_secondWrite)
        {
            WriteCount(_firstByte | (value << 8));
        }
        else if (Mode == 0)
        {
            _running = _loadPending = _out = false; // the first byte already ends the old count
        }

        _firstByte = value;
        _secondWrite = !_secondWrite;
    }

    private void WriteCount(int value)
    {
        int number = (_control & Bcd) == 0 ? value : ((value >> 12) * 1000) + ((value >> 8 & 15) * 100) + ((value >> 4 & 15) * 10) + (value & 15);
        _count = number == 0 ? Modulus : number;
        _nullCount = true;
        switch (Mode)
        {
            case 0:
                _out = false;
                _loadPending = true;
                break;
            case 4:
                _loadPending = true;
                break;
            case 2 or 3:
                _loadPending |= !_running; // later counts wait for the end of the period, or of its half
                break;
        }
    }
}
