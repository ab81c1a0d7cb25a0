using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>One IDE channel: the registers of its two drives, and what the selected one is doing.</summary>
/// <remarks>
/// ATA/ATAPI-6 (T13/1410D). One drive at a time works, as without the overlap feature. The chip's own state lives in arrays of <see cref="Piix3Ide"/>, which saves them.
/// Work on the medium takes a fixed virtual time, however long the host's file takes.
/// </remarks>
internal sealed partial class IdeChannel : IPortDevice
{
    private const byte SelectSecond = 0x10;
    private const byte UseLba = 0x40;
    private const byte InterruptDisabled = 0x02;    // nIEN
    private const byte SoftwareReset = 0x04;        // SRST
    private const byte HighOrder = 0x80;            // HOB

    // Nobody drives the bus but the pull-down at D7, which tells that there is no drive (ATA/ATAPI-6, section 7.15.6.2).
    private const byte Floating = 0x7F;

    private readonly IDeviceHost _host;
    private readonly IdeSettings _settings;
    private readonly int _number;
    private readonly IdeDrive?[] _drives;
    private readonly IdeChannelState[] _channels;
    private readonly IdeDriveState[] _driveStates;
    private readonly byte[] _buffer;
    private readonly IWire _irq;

    public IdeChannel(IDeviceHost host, IdeSettings settings, int number, IdeChannelState[] channels, IdeDriveState[] drives, byte[] buffer, BusMaster busMaster)
    {
        (_host, _settings, _number, _channels, _driveStates, _buffer) = (host, settings, number, channels, drives, buffer);
        BusMaster = busMaster;
        _drives = [IdeDrive.At(host, 2 * number), IdeDrive.At(host, (2 * number) + 1)];
        _irq = host.Wire($"irq{14 + number}");
        _transfer = new byte[buffer.Length];
    }

    /// <summary>The channel's bus master.</summary>
    public BusMaster BusMaster { get; }

    private bool IsEmpty => _drives[0] is null && _drives[1] is null;

    private int Place => (Channel.Device & SelectSecond) != 0 ? 1 : 0;

    private IdeDrive? Selected => _drives[Place];

    private ref IdeChannelState Channel => ref _channels[_number];

    private ref IdeDriveState Drive => ref StateOf(Place);

    private ref IdeDriveState StateOf(int place) => ref _driveStates[(2 * _number) + place];

    /// <inheritdoc/>
    public uint ReadPort(PortAccess access) => ReadRegister(access.Tag == Piix3Ide.ControlTag ? AtaRegister.AlternateStatus : (AtaRegister)(access.Offset + 1));

    /// <inheritdoc/>
    public void WritePort(PortAccess access, uint value)
    {
        if (access.Tag == Piix3Ide.ControlTag)
        {
            WriteControl((byte)value);
        }
        else
        {
            WriteRegister((AtaRegister)(access.Offset + 1), (byte)value);
        }
    }

    /// <summary>A hardware reset: everything is as after power-on, the settings too.</summary>
    public void Reset()
    {
        Abandon();
        Channel = default;
        for (int place = 0; place < _drives.Length; place++)
        {
            StateOf(place) = default;
            (StateOf(place).Heads, StateOf(place).SectorsPerTrack) = (IdeDrive.DefaultHeads, IdeDrive.DefaultSectorsPerTrack);
            StateOf(place).DmaMode = 1 << 2;
            Sign(place);
        }

        BusMaster.Reset();
        DriveLine();
    }

    /// <summary>After a state was loaded: goes on with what it says.</summary>
    public void Resume()
    {
        Abandon();
        _irq.Set(Channel.Line);
        if (Channel.Phase is IdePhase.ReadMedium or IdePhase.WriteMedium or IdePhase.Flush)
        {
            Work();
        }
    }

    /// <summary>The device is taken out of the machine.</summary>
    public void Leave() => Abandon();

    private byte ReadRegister(AtaRegister register)
    {
        if (IsEmpty || (Selected is null && Place == 0))
        {
            return Floating;
        }

        if (register is AtaRegister.Status or AtaRegister.AlternateStatus)
        {
            return ReadStatus(register);
        }

        // Where there is no second drive the first one answers for it; a packet device gives zeros (ATA/ATAPI-6, section 9.16).
        int place = Selected is null ? 0 : Place;
        if (Selected is null && _drives[0]!.IsCdrom && register != AtaRegister.Device)
        {
            return 0;
        }

        ref IdeDriveState drive = ref StateOf(place);
        bool previous = (Channel.Control & HighOrder) != 0;
        return (drive.Status & AtaStatus.Busy) != 0
            ? (byte)drive.Status
            : register switch
            {
                AtaRegister.Error => drive.Error,
                AtaRegister.Count => Part(drive.Count, previous),
                AtaRegister.Low => Part(drive.Low, previous),
                AtaRegister.Mid => Part(drive.Mid, previous),
                AtaRegister.High => Part(drive.High, previous),
                _ => Channel.Device,
            };
    }

    private byte ReadStatus(AtaRegister register)
    {
        if (Selected is null)
        {
            return 0;
        }

        var status = (byte)Drive.Status;
        if (register == AtaRegister.Status)
        {
            Drive.Interrupt = false;
            DriveLine();
        }

        return status;
    }

    private void WriteRegister(AtaRegister register, byte value)
    {
        Channel.Control &= unchecked((byte)~HighOrder);
        if (register == AtaRegister.Status)
        {
            WriteCommand((AtaCommand)value);
            return;
        }

        if (Selected is not null && (Drive.Status & (AtaStatus.Busy | AtaStatus.DataRequest)) != 0)
        {
            return;     // a drive that works takes nothing
        }

        if (register == AtaRegister.Device)
        {
            Channel.Device = value;
            DriveLine();
            return;
        }

        for (int place = 0; place < _drives.Length; place++)
        {
            ref IdeDriveState drive = ref StateOf(place);
            switch (register)
            {
                case AtaRegister.Error:
                    drive.Features = Push(drive.Features, value);
                    break;
                case AtaRegister.Count:
                    drive.Count = Push(drive.Count, value);
                    break;
                case AtaRegister.Low:
                    drive.Low = Push(drive.Low, value);
                    break;
                case AtaRegister.Mid:
                    drive.Mid = Push(drive.Mid, value);
                    break;
                default:
                    drive.High = Push(drive.High, value);
                    break;
            }
        }
    }

    /// <summary>A register is two deep: a write pushes what it held to where 48-bit commands and HOB find it.</summary>
    private static ushort Push(ushort register, byte value) => (ushort)((register << 8) | value);

    private static byte Part(ushort register, bool previous) => (byte)(previous ? register >> 8 : register);

    private void WriteControl(byte value)
    {
        int changed = Channel.Control ^ value;
        Channel.Control = value;
        if ((changed & SoftwareReset) != 0)
        {
            ResetDrives(held: (value & SoftwareReset) != 0);
        }

        DriveLine();
    }

    /// <summary>While SRST is set both drives are busy; afterwards they show their signatures. Settings stay.</summary>
    private void ResetDrives(bool held)
    {
        Abandon();
        Channel.Phase = IdePhase.Idle;
        for (int place = 0; place < _drives.Length; place++)
        {
            StateOf(place).Interrupt = false;
            if (held)
            {
                StateOf(place).Status = AtaStatus.Busy;
            }
            else
            {
                Sign(place);
            }
        }
    }

    /// <summary>What a drive's registers hold after a reset, by which drivers tell disks from packet devices (ATA/ATAPI-6, section 9.12).</summary>
    private void Sign(int place)
    {
        const byte diagnosticPassed = 0x01;
        ref IdeDriveState drive = ref StateOf(place);
        bool isCdrom = _drives[place] is { IsCdrom: true };
        Channel.Device = 0;
        drive.Error = diagnosticPassed;
        ShowSignature(place);
        drive.Status = isCdrom ? AtaStatus.None : AtaStatus.Ready | AtaStatus.SeekComplete;
        if (isCdrom)
        {
            (drive.Sense, drive.Attention, drive.Locked) = (ScsiSense.None, ScsiSense.WasReset, false);
        }
    }

    private void ShowSignature(int place)
    {
        bool isCdrom = _drives[place] is { IsCdrom: true };
        StateOf(place).SetRegisters(1, 1, (byte)(isCdrom ? 0x14 : 0), (byte)(isCdrom ? 0xEB : 0));
    }

    private void RaiseInterrupt()
    {
        Drive.Interrupt = true;
        DriveLine();
    }

    /// <summary>INTRQ is the selected drive's, unless nIEN keeps it from the bus. The bus master notes its edge.</summary>
    private void DriveLine()
    {
        bool level = Selected is not null && Drive.Interrupt && (Channel.Control & InterruptDisabled) == 0;
        if (level && !Channel.Line)
        {
            BusMaster.NoteInterrupt();
        }

        Channel.Line = level;
        _irq.Set(level);
    }
}
