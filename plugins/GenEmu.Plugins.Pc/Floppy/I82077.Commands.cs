using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <content>Commands, results and the settings that commands make.</content>
public sealed partial class I82077
{
    private const byte ImpliedSeek = 0x40;
    private const byte FifoDisabled = 0x20;
    private const byte PollingDisabled = 0x10;
    private const byte FifoThreshold = 0x0F;

    [State] private readonly byte[] _command = new byte[9];
    [State] private readonly byte[] _result = new byte[10];
    [State] private byte _commandLength;
    [State] private byte _resultLength;
    [State] private byte _resultPosition;
    [State] private byte _specify1;
    [State] private byte _specify2;
    [State] private byte _configuration;
    [State] private byte _precompensationStart;
    [State] private byte _perpendicular;
    [State] private bool _locked;

    private bool UsesDma => (_specify2 & 1) == 0;

    private bool IsPollingDisabled => (_configuration & PollingDisabled) != 0;

    private FdcCommand Operation => (FdcCommand)(_command[0] & 0x1F);

    private bool IsTransfer => Operation is FdcCommand.ReadData or FdcCommand.WriteData or FdcCommand.Verify or FdcCommand.FormatTrack or FdcCommand.ReadId;

    private int CommandDrive => _command[1] & 3;

    /// <summary>A software reset puts CONFIGURE's values back; LOCK protects those that concern the FIFO.</summary>
    private void ResetConfiguration()
    {
        if (_locked)
        {
            _configuration &= FifoDisabled | FifoThreshold;
        }
        else
        {
            (_configuration, _precompensationStart) = (FifoDisabled, 0);
        }
    }

    private void TakeCommandByte(byte value)
    {
        _command[_commandLength++] = value;
        if (_commandLength == 1 + ParameterCount(_command[0]))
        {
            _commandLength = 0;
            Execute();
        }
    }

    /// <summary>How many bytes follow a command's first. Flags in the upper bits: MT (7), MFM (6), SK (5); RELATIVE SEEK has its own in 7 and 6, LOCK in 7.</summary>
    private static int ParameterCount(byte command) => (FdcCommand)(command & 0x1F) switch
    {
        FdcCommand.ReadData or FdcCommand.WriteData or FdcCommand.Verify => 8,
        FdcCommand.FormatTrack => 5,
        FdcCommand.Configure => 3,
        FdcCommand.Specify or FdcCommand.Seek => 2,
        FdcCommand.SenseDriveStatus or FdcCommand.Recalibrate or FdcCommand.ReadId or FdcCommand.PerpendicularMode => 1,
        _ => 0,
    };

    private void Execute()
    {
        if (IsTransfer)
        {
            BeginTransfer();
            return;
        }

        switch (Operation)
        {
            case FdcCommand.Seek:
                BeginSeek();
                break;
            case FdcCommand.Recalibrate:
                BeginRecalibrate();
                break;
            case FdcCommand.SenseInterruptStatus:
                SenseInterrupt();
                break;
            case FdcCommand.SenseDriveStatus:
                Respond(DriveStatus());
                break;
            case FdcCommand.Specify:
                (_specify1, _specify2) = (_command[1], _command[2]);
                break;
            case FdcCommand.Configure:
                (_configuration, _precompensationStart) = ((byte)(_command[2] & 0x7F), _command[3]);
                break;
            case FdcCommand.PerpendicularMode:
                SetPerpendicularMode(_command[1]);
                break;
            case FdcCommand.Lock:
                _locked = (_command[0] & 0x80) != 0;
                Respond((byte)(_locked ? 0x10 : 0));
                break;
            case FdcCommand.Version:
                Respond(0x90);
                break;
            case FdcCommand.DumpRegisters:
                DumpRegisters();
                break;
            default:
                Respond((byte)FdcStatus0.Invalid);
                break;
        }
    }

    /// <summary>The drives' bits are only taken with OW set; GAP and WGATE always are.</summary>
    private void SetPerpendicularMode(byte value) => _perpendicular = (byte)((value & 0x80) != 0 ? value & 0x3F : (_perpendicular & 0x3C) | (value & 3));

    /// <summary>Status register 3: write protect (6), track 0 (4), head (2) and drive; bits 5 and 3 are always set.</summary>
    private byte DriveStatus()
    {
        int status = 0x28 | (_command[1] & 7);
        if (_drives[CommandDrive] is { } drive)
        {
            status |= (drive.IsWriteProtected ? 0x40 : 0) | (_cylinders[CommandDrive] == 0 ? 0x10 : 0);
        }

        return (byte)status;
    }

    /// <summary>The sixth byte is the last transfer's EOT, or the last format's sector count.</summary>
    private void DumpRegisters() => Respond(
    [
        .. _presentCylinders, _specify1, _specify2, _lastSector,
        (byte)((_locked ? 0x80 : 0) | _perpendicular), _configuration, _precompensationStart,
    ]);

    private void Respond(params ReadOnlySpan<byte> result)
    {
        result.CopyTo(_result);
        (_resultLength, _resultPosition) = ((byte)result.Length, 0);
        _phase = FdcPhase.Result;
    }

    /// <summary>The first byte that the host takes answers a transfer's interrupt.</summary>
    private byte ReadResult()
    {
        if (_resultPosition == 0 && IsTransfer)
        {
            AnswerInterrupt();
        }

        byte value = _result[_resultPosition++];
        if (_resultPosition == _resultLength)
        {
            _phase = FdcPhase.Command;
        }

        return value;
    }
}
