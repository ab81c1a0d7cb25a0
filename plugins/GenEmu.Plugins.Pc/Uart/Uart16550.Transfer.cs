using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <content>How bytes get in and out, and which interrupt they cause.</content>
public sealed partial class Uart16550
{
    private byte ReadReceived()
    {
        byte value = _received.Count != 0 ? _received.Take() : (byte)0;
        RestartTimeout();
        Pull();
        return value;
    }

    private void WriteTransmitter(byte value)
    {
        _transmitterEmptied = false;
        DriveOutputs(); // the request drops before the emptied transmitter raises it again: the edge that the 8259A waits for
        if (!_paced)
        {
            Send(value);
            _transmitterEmptied = true;
        }
        else
        {
            Enqueue(value);
        }

        DriveOutputs();
    }

    private void Enqueue(byte value)
    {
        if (_toSend.Count == Depth)
        {
            _ = _toSend.Take(); // the program did not look at the line status: the byte before is overwritten
        }

        _toSend.Push(value);
        StartSending();
    }

    private void StartSending()
    {
        if (_sentAt == Deadline.Never && _toSend.Count != 0)
        {
            _sending = _toSend.Take();
            _sentAt = Host.Clock.Now + CharacterTime;
            _transmitterEmptied |= _toSend.Count == 0;
        }
    }

    private void FinishSending()
    {
        _sentAt = Deadline.Never;
        Send(_sending);
        StartSending();
        DriveOutputs();
    }

    private void Send(byte value)
    {
        if (!IsLoopback)
        {
            _channel.Write(value);
            return;
        }

        if (_received.Count < Depth)
        {
            Receive(value);
            return;
        }

        // Only the loop can overrun. Without FIFOs the new character replaces the old one; with them it is the one that gets lost.
        _lineErrors |= OverrunError;
        if (!HasFifos)
        {
            _received.Clear();
            Receive(value);
        }
    }

    private void Pull()
    {
        while (!IsLoopback && _received.Count < Depth && _channel.TryRead(out byte value))
        {
            Receive(value);
        }

        DriveOutputs();
    }

    private void Receive(byte value)
    {
        _received.Push(value);
        if (!_timedOut)
        {
            RestartTimeout();       // a timeout that is announced stays so until a character is read
        }
    }

    /// <summary>With FIFOs, data below the trigger level is announced after four character times without a read or a new character.</summary>
    private void RestartTimeout()
    {
        _timedOut = false;
        _timeoutAt = HasFifos && _received.Count != 0 ? Host.Clock.Now + (4 * CharacterTime) : Deadline.Never;
    }

    private void TimeOut()
    {
        _timeoutAt = Deadline.Never;
        _timedOut = true;
        DriveOutputs();
    }

    /// <summary>The enabled interrupt of the highest priority, as IIR shows it.</summary>
    private byte Cause()
    {
        if (Enabled(LineStatusInterrupt) && _lineErrors != 0)
        {
            return CauseLineStatus;
        }

        if (Enabled(ReceivedDataInterrupt) && _received.Count >= Trigger)
        {
            return CauseReceivedData;
        }

        if (Enabled(ReceivedDataInterrupt) && _timedOut)
        {
            return CauseTimeout;
        }

        if (Enabled(TransmitterInterrupt) && _transmitterEmptied)
        {
            return CauseTransmitter;
        }

        return Enabled(ModemStatusInterrupt) && _modemChanges != 0 ? CauseModemStatus : CauseNone;
    }

    private bool Enabled(byte interrupt) => (_interruptEnable & interrupt) != 0;

    /// <summary>On a PC the OUT2 pin gates the interrupt line, and loopback holds that pin inactive.</summary>
    private void DriveOutputs()
    {
        _interrupt.Set(Cause() != CauseNone && (_modemControl & (Out2 | Loopback)) == Out2);
        _timeout.Follow(_timeoutAt);
        _shift.Follow(_sentAt);
    }
}
