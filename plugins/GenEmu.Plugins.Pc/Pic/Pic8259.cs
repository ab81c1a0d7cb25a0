using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>
/// One 8259A programmable interrupt controller (Intel data sheet 231468), with the edge/level control register of PIIX3
/// (290550, section 2.4.10), which replaces the LTIM bit of ICW1. Only the 8086 mode exists: a PC never runs the 8080 one.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct Pic8259
{
    private readonly byte _cascade;
    private byte _lines;
    private byte _edges;
    private byte _inService;
    private byte _mask;
    private byte _levelTriggered;
    private byte _vectorBase;
    private byte _lowest;
    private byte _nextCommandWord;
    private bool _single;
    private bool _expectsIcw4;
    private bool _autoEoi;
    private bool _rotateOnAutoEoi;
    private bool _specialMask;
    private bool _specialFullyNested;
    private bool _readsInService;
    private bool _polled;

    /// <summary>A chip as it powers up.</summary>
    /// <param name="cascade">The inputs that a slave's INT pin drives, one bit each.</param>
    /// <param name="lines">The levels of the inputs.</param>
    public Pic8259(byte cascade, byte lines)
    {
        this = default;
        _cascade = cascade;
        _lines = lines;
        _lowest = 7;
    }

    /// <summary>The INT pin.</summary>
    public readonly bool Interrupt => HighestRequest() is not null;

    /// <summary>ELCR: a set bit makes an input level-triggered.</summary>
    public byte LevelTriggered
    {
        readonly get => _levelTriggered;
        set => _levelTriggered = value;
    }

    // A slave pulses its INT pin low at every INTA, so for its master following the level is the same as latching the edge.
    private readonly byte Requests => (byte)(_edges | (_lines & (_levelTriggered | _cascade)));

    /// <summary>Drives an input. An edge is only remembered while the input stays high: the data sheet asks for that until the first INTA.</summary>
    public void SetLine(int input, bool high)
    {
        byte bit = (byte)(1 << input);
        if (!high)
        {
            _lines &= (byte)~bit;
            _edges &= (byte)~bit;
        }
        else if ((_lines & bit) == 0)
        {
            _lines |= bit;
            _edges |= (byte)(bit & ~_levelTriggered & ~_cascade);
        }
    }

    /// <summary>The INTA sequence: the highest request goes in service.</summary>
    /// <returns>Its input; 7 without going in service if the request has gone (a spurious interrupt).</returns>
    public int Acknowledge()
    {
        if (HighestRequest() is not { } input)
        {
            return 7;
        }

        Accept(input);
        return input;
    }

    public readonly byte Vector(int input) => (byte)(_vectorBase | input);

    /// <summary>Reads with A0 = 0: IRR or ISR. A poll command turns the next read, at either address, into an acknowledge.</summary>
    public byte ReadStatus() => _polled ? Poll() : _readsInService ? _inService : Requests;

    /// <summary>Reads with A0 = 1: the mask.</summary>
    public byte ReadMask() => _polled ? Poll() : _mask;

    /// <summary>Writes with A0 = 0: ICW1, OCW2 or OCW3.</summary>
    public void WriteCommand(byte value)
    {
        if ((value & 0x10) != 0)
        {
            Initialize(value);
        }
        else if ((value & 0x08) != 0)
        {
            WriteOcw3(value);
        }
        else
        {
            WriteOcw2(value);
        }
    }

    /// <summary>Writes with A0 = 1: ICW2 to ICW4 after ICW1, else OCW1.</summary>
    public void WriteData(byte value)
    {
        switch (_nextCommandWord)
        {
            case 2:
                _vectorBase = (byte)(value & 0xF8);
                _nextCommandWord = (byte)(!_single ? 3 : _expectsIcw4 ? 4 : 0);
                break;
            case 3: // who is a slave of whom is fixed by the board
                _nextCommandWord = (byte)(_expectsIcw4 ? 4 : 0);
                break;
            case 4:
                _autoEoi = (value & 0x02) != 0;
                _specialFullyNested = (value & 0x10) != 0;
                _nextCommandWord = 0;
                break;
            default:
                _mask = value;
                break;
        }
    }

    private void Initialize(byte icw1)
    {
        byte levelTriggered = _levelTriggered;
        this = new Pic8259(_cascade, _lines) { _vectorBase = _vectorBase };
        _levelTriggered = levelTriggered;
        _expectsIcw4 = (icw1 & 0x01) != 0;
        _single = (icw1 & 0x02) != 0;
        _nextCommandWord = 2;
    }

    private void WriteOcw2(byte value)
    {
        bool rotate = (value & 0x80) != 0;
        bool specific = (value & 0x40) != 0;
        bool endOfInterrupt = (value & 0x20) != 0;
        if (!endOfInterrupt && !specific)
        {
            _rotateOnAutoEoi = rotate;
            return;
        }

        int? input = specific ? value & 7 : HighestInService();
        if (input is not { } level)
        {
            return;
        }

        if (endOfInterrupt)
        {
            _inService &= (byte)~(1 << level);
        }

        if (rotate)
        {
            _lowest = (byte)level;
        }
    }

    private void WriteOcw3(byte value)
    {
        if ((value & 0x40) != 0)
        {
            _specialMask = (value & 0x20) != 0;
        }

        _polled = (value & 0x04) != 0;
        if ((value & 0x02) != 0)
        {
            _readsInService = (value & 0x01) != 0;
        }
    }

    private byte Poll()
    {
        _polled = false;
        if (HighestRequest() is not { } input)
        {
            return 0;
        }

        Accept(input);
        return (byte)(0x80 | input);
    }

    private void Accept(int input)
    {
        byte bit = (byte)(1 << input);
        _edges &= (byte)~bit;
        if (!_autoEoi)
        {
            _inService |= bit;
        }
        else if (_rotateOnAutoEoi)
        {
            _lowest = (byte)input;
        }
    }

    /// <summary>In special mask mode a masked level neither blocks others nor is ended by a non-specific EOI.</summary>
    private readonly byte Blocking => (byte)(_specialMask ? _inService & ~_mask : _inService);

    private readonly int? HighestInService()
    {
        for (int i = 1; i <= 8; i++)
        {
            int input = (_lowest + i) & 7;
            if ((Blocking & (1 << input)) != 0)
            {
                return input;
            }
        }

        return null;
    }

    /// <summary>The request that INT announces: unmasked, and above everything in service.</summary>
    private readonly int? HighestRequest()
    {
        byte requests = (byte)(Requests & ~_mask);
        if (requests == 0)
        {
            return null;
        }

        for (int i = 1; i <= 8; i++)
        {
            int input = (_lowest + i) & 7;
            int bit = 1 << input;
            if ((Blocking & bit) != 0)
            {
                // Special fully nested: a slave in service may still announce one of its higher inputs.
                return _specialFullyNested && (requests & _cascade & bit) != 0 ? input : null;
            }

            if ((requests & bit) != 0)
            {
                return input;
            }
        }

        return null;
    }
}
