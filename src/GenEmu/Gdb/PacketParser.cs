namespace GenEmu.Gdb;

/// <summary>Cuts what gdb sends into packets, byte by byte: <c>$data#checksum</c>, with <c>}</c> before bytes that mean something.</summary>
internal sealed class PacketParser
{
    /// <summary>The most characters between the dollar and the hash sign, as announced to gdb.</summary>
    public const int MaxLength = 0x4000;

    private const byte Start = (byte)'$';
    private const byte End = (byte)'#';
    private const byte Escape = (byte)'}';
    private const byte EscapeMask = 0x20;
    private const byte Break = 0x03;

    private readonly List<byte> _data = [];
    private State _state;
    private int _length;
    private byte _sum;
    private int _checksum;
    private bool _knowsGdb;

    private enum State
    {
        Between,
        Body,
        Escaped,
        FirstDigit,
        SecondDigit,
    }

    /// <summary>Takes a byte.</summary>
    /// <returns>What it completes, if anything.</returns>
    public GdbInput? Take(byte value)
    {
        switch (_state)
        {
            case State.Between:
                return TakeBetween(value);
            case State.Body or State.Escaped when value == End:
                _state = State.FirstDigit;
                return null;
            case State.Body or State.Escaped when value == Start:       // never within a packet: the one before has lost its end
                Begin();
                return null;
            case State.Body or State.Escaped:
                TakeBody(value);
                return null;
            case State.FirstDigit:
                _checksum = Hex.Digit(value) << 4;
                _state = State.SecondDigit;
                return null;
            default:
                _checksum |= Hex.Digit(value);
                _state = State.Between;
                return Finish();
        }
    }

    private GdbInput? TakeBetween(byte value)
    {
        switch (value)
        {
            case Start:
                Begin();
                return null;
            case Break:
                return GdbInput.Of(GdbInputKind.Interrupt);
            case (byte)'-':
                return GdbInput.Of(GdbInputKind.Resend);
            case (byte)'+':
                return null;
            default:
                return _knowsGdb ? null : GdbInput.Of(GdbInputKind.Garbage);
        }
    }

    private void Begin()
    {
        _data.Clear();
        _length = 0;
        _sum = 0;
        _state = State.Body;
    }

    private void TakeBody(byte value)
    {
        _sum += value;
        _length = Math.Min(_length + 1, MaxLength + 1);
        if (_state == State.Body && value == Escape)
        {
            _state = State.Escaped;
        }
        else if (_length <= MaxLength)
        {
            _data.Add(_state == State.Escaped ? (byte)(value ^ EscapeMask) : value);
            _state = State.Body;
        }
    }

    private GdbInput Finish()
    {
        if (_checksum != _sum)
        {
            return GdbInput.Of(_knowsGdb ? GdbInputKind.Corrupt : GdbInputKind.Garbage);
        }

        _knowsGdb = true;
        return _length > MaxLength ? GdbInput.Of(GdbInputKind.TooLong) : new GdbInput(GdbInputKind.Packet, [.. _data]);
    }
}
