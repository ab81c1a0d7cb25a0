namespace GenEmu.Plugins.Pc;

/// <content>Commands of hard disks, and those that packet devices have too.</content>
internal sealed partial class IdeChannel
{
    private void WriteCommand(AtaCommand command)
    {
        if (command == AtaCommand.ExecuteDeviceDiagnostic && !IsEmpty && !IsBusy)
        {
            Diagnose();
            return;
        }

        if (Selected is not { } drive)
        {
            return;
        }

        if (command == AtaCommand.DeviceReset && drive.IsCdrom)
        {
            ResetPacketDevice();
            return;
        }

        if (IsBusy)
        {
            return;     // only DEVICE RESET gets through
        }

        Drive.Interrupt = false;
        DriveLine();
        Drive.Error = 0;
        Drive.Status = drive.ReadyStatus;
        Channel.Command = command;
        if (drive.IsCdrom)
        {
            StartCdrom(drive, command);
        }
        else
        {
            StartDisk(drive, command);
        }
    }

    private bool IsBusy => Selected is not null && (Drive.Status & (AtaStatus.Busy | AtaStatus.DataRequest)) != 0;

    private void StartDisk(IdeDrive drive, AtaCommand command)
    {
        switch (command)
        {
            case AtaCommand.ReadSectors or AtaCommand.ReadSectorsNoRetry or AtaCommand.ReadMultiple or AtaCommand.ReadDma or AtaCommand.ReadDmaNoRetry:
            case AtaCommand.WriteSectors or AtaCommand.WriteSectorsNoRetry or AtaCommand.WriteMultiple or AtaCommand.WriteDma or AtaCommand.WriteDmaNoRetry:
            case AtaCommand.ReadVerify or AtaCommand.ReadVerifyNoRetry:
                StartSectors(drive, command, AtaAddress.Of(Channel.Device, Drive));
                break;
            case AtaCommand.ReadSectorsExt or AtaCommand.ReadMultipleExt or AtaCommand.ReadDmaExt or AtaCommand.WriteSectorsExt or AtaCommand.WriteMultipleExt
                or AtaCommand.WriteDmaExt or AtaCommand.ReadVerifyExt:
                StartSectors(drive, command, AtaAddress.OfExt(Drive));
                break;
            case AtaCommand.IdentifyDevice:
                AtaIdentity.WriteDisk(_buffer.AsSpan(0, AtaIdentity.Size), drive, Drive);
                StartReply(AtaIdentity.Size, AtaIdentity.Size);
                break;
            case AtaCommand.SetMultipleMode:
                SetMultiple();
                break;
            case AtaCommand.InitializeDeviceParameters:
                SetGeometry();
                break;
            case AtaCommand.FlushCache or AtaCommand.FlushCacheExt:
                Begin(IdePhase.Flush);
                break;
            default:
                StartSimple(command);
                break;
        }
    }

    /// <summary>Commands without data that disks and packet devices share, and disks' own where the code has sixteen forms.</summary>
    private void StartSimple(AtaCommand command)
    {
        const byte active = 0xFF;
        const int formsOfOne = 0xF0;
        bool isDisk = !Selected!.IsCdrom;
        switch (command)
        {
            case AtaCommand.CheckPowerMode or AtaCommand.OldCheckPowerMode:
                Drive.Count = active;
                EndCommand();
                break;
            case AtaCommand.SetFeatures:
                SetFeatures();
                break;
            case AtaCommand.StandbyImmediate or AtaCommand.IdleImmediate or AtaCommand.Standby or AtaCommand.Idle or AtaCommand.Sleep:
            case AtaCommand.OldStandbyImmediate or AtaCommand.OldIdleImmediate or AtaCommand.OldStandby or AtaCommand.OldIdle or AtaCommand.OldSleep:
            case var _ when isDisk && (AtaCommand)((int)command & formsOfOne) is AtaCommand.Recalibrate or AtaCommand.Seek:
                EndCommand();
                break;
            default:
                Fail(AtaError.Aborted);
                break;
        }
    }

    private void StartSectors(IdeDrive drive, AtaCommand command, AtaAddress address)
    {
        if (address.Sector is not { } first || first >= drive.Sectors)
        {
            Fail(AtaError.IdNotFound);
            return;
        }

        if (first + address.Count > drive.Sectors)
        {
            ShowSector(drive.Sectors);      // the first one that is not there
            Fail(AtaError.IdNotFound);
            return;
        }

        bool multiple = command is AtaCommand.ReadMultiple or AtaCommand.ReadMultipleExt or AtaCommand.WriteMultiple or AtaCommand.WriteMultipleExt;
        if (command is AtaCommand.ReadVerify or AtaCommand.ReadVerifyNoRetry or AtaCommand.ReadVerifyExt)
        {
            EndCommand();       // what the host's file cannot give, a read will tell
        }
        else if (multiple && Drive.Multiple == 0)
        {
            Fail(AtaError.Aborted);
        }
        else
        {
            Channel.IsWrite = command is AtaCommand.WriteSectors or AtaCommand.WriteSectorsNoRetry or AtaCommand.WriteSectorsExt or AtaCommand.WriteMultiple
                or AtaCommand.WriteMultipleExt or AtaCommand.WriteDma or AtaCommand.WriteDmaNoRetry or AtaCommand.WriteDmaExt;
            Channel.IsDma = command is AtaCommand.ReadDma or AtaCommand.ReadDmaNoRetry or AtaCommand.ReadDmaExt or AtaCommand.WriteDma or AtaCommand.WriteDmaNoRetry
                or AtaCommand.WriteDmaExt;
            Channel.BlockSize = IdeDrive.DiskSector * (multiple ? Drive.Multiple : 1);
            if (Channel.IsWrite && drive.Image.IsReadOnly)
            {
                RefuseWrite(drive);
                return;
            }

            StartMedium(first * IdeDrive.DiskSector, (long)address.Count * IdeDrive.DiskSector);
        }
    }

    private void SetMultiple()
    {
        var sectors = (byte)Drive.Count;
        if (sectors <= AtaIdentity.MostMultiple && (sectors == 0 || byte.IsPow2(sectors)))
        {
            Drive.Multiple = sectors;
            EndCommand();
        }
        else
        {
            Drive.Multiple = 0;
            Fail(AtaError.Aborted);
        }
    }

    private void SetGeometry()
    {
        var sectors = (byte)Drive.Count;
        if (sectors is 0 or > IdeDrive.DefaultSectorsPerTrack)
        {
            Fail(AtaError.Aborted);
            return;
        }

        Drive.Heads = (byte)((Channel.Device & 0x0F) + 1);
        Drive.SectorsPerTrack = sectors;
        EndCommand();
    }

    private void SetFeatures()
    {
        bool isDisk = !Selected!.IsCdrom;
        switch ((byte)Drive.Features)
        {
            case 0x02 when isDisk:
                Drive.NoWriteCache = false;
                break;
            case 0x82 when isDisk:
                Drive.NoWriteCache = true;
                break;
            case 0xAA when isDisk:
                Drive.NoLookAhead = false;
                break;
            case 0x55 when isDisk:
                Drive.NoLookAhead = true;
                break;
            case 0x66 or 0xCC:      // whether a software reset changes settings: it never does here
                break;
            case 0x03 when SetTransferMode((byte)Drive.Count):
                break;
            default:
                Fail(AtaError.Aborted);
                return;
        }

        EndCommand();
    }

    /// <summary>PIO modes up to 4, and multiword DMA modes up to 2 (ATA/ATAPI-6, table 38).</summary>
    private bool SetTransferMode(byte mode)
    {
        if (mode is >= 0x20 and <= 0x22)
        {
            Drive.DmaMode = (byte)(1 << (mode & 7));
            return true;
        }

        return mode is 0x00 or 0x01 or (>= 0x08 and <= 0x0C);
    }

    /// <summary>Both drives take this command, and the first one answers for both.</summary>
    private void Diagnose()
    {
        for (int place = 0; place < _drives.Length; place++)
        {
            Sign(place);
        }

        if (Selected is not null)
        {
            RaiseInterrupt();
        }
    }

    /// <summary>Puts a sector's number where the host looks for it after an error.</summary>
    private void ShowSector(long sector)
    {
        ref IdeDriveState drive = ref Drive;
        drive.Low = (ushort)((byte)sector | ((byte)(sector >> 24) << 8));
        drive.Mid = (ushort)((byte)(sector >> 8) | ((byte)(sector >> 32) << 8));
        drive.High = (ushort)((byte)(sector >> 16) | ((byte)(sector >> 40) << 8));
        if ((Channel.Device & UseLba) != 0)
        {
            Channel.Device = (byte)((Channel.Device & 0xF0) | (int)((sector >> 24) & 0x0F));
        }
    }

    private void EndCommand()
    {
        Channel.Phase = IdePhase.Idle;
        Drive.Status = Selected!.ReadyStatus;
        RaiseInterrupt();
    }

    private void Fail(AtaError error)
    {
        Channel.Phase = IdePhase.Idle;
        Drive.Error = (byte)error;
        Drive.Status = Selected!.ReadyStatus | AtaStatus.Error;
        RaiseInterrupt();
    }
}
