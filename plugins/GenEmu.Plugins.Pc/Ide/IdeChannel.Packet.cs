using System.Buffers.Binary;

namespace GenEmu.Plugins.Pc;

/// <content>Packet devices: ATA's own commands for them, and the PACKET protocol (ATA/ATAPI-6, sections 8.23 and 9.8).</content>
internal sealed partial class IdeChannel
{
    private const int PacketSize = 12;

    // The interrupt reason, which a packet device shows in the Sector Count register.
    private const byte IsCommand = 0x01;            // C/D
    private const byte ToHost = 0x02;               // I/O

    private void StartCdrom(IdeDrive drive, AtaCommand command)
    {
        switch (command)
        {
            case AtaCommand.Packet:
                StartPacket();
                break;
            case AtaCommand.IdentifyPacketDevice:
                AtaIdentity.WriteCdrom(_buffer.AsSpan(0, AtaIdentity.Size), drive, Drive);
                StartReply(AtaIdentity.Size, AtaIdentity.Size);
                break;
            case AtaCommand.IdentifyDevice or AtaCommand.ReadSectors or AtaCommand.ReadSectorsNoRetry:
                ShowSignature(Place);      // these tell a driver what it has before it (sections 8.15.5.2, 8.34.5.2)
                Fail(AtaError.Aborted);
                break;
            default:
                StartSimple(command);
                break;
        }
    }

    /// <summary>DEVICE RESET, also while the drive works: its registers are as after a reset, without an interrupt.</summary>
    private void ResetPacketDevice()
    {
        byte device = Channel.Device;
        Abandon();
        Channel.Phase = IdePhase.Idle;
        Drive.Interrupt = false;
        Sign(Place);
        Channel.Device = (byte)(device & SelectSecond);
        DriveLine();
    }

    private void StartPacket()
    {
        const ushort dma = 1, overlapped = 2;
        if ((Drive.Features & overlapped) != 0)
        {
            Fail(AtaError.Aborted);
            return;
        }

        Channel.IsDma = (Drive.Features & dma) != 0;
        Channel.Phase = IdePhase.Packet;
        Channel.Position = 0;
        Channel.BlockSize = (byte)Drive.Mid | ((byte)Drive.High << 8);
        Drive.Count = IsCommand;
        Drive.Status = Selected!.ReadyStatus | AtaStatus.DataRequest;
    }

    private void WritePacket(int width, uint value)
    {
        for (int i = 0; i < width && Channel.Position < PacketSize; i++)
        {
            _buffer[Channel.Position++] = (byte)(value >> (8 * i));
        }

        if (Channel.Position == PacketSize)
        {
            ExecutePacket(Selected!);
        }
    }

    private void ExecutePacket(IdeDrive drive)
    {
        ReadOnlySpan<byte> packet = [.. _buffer.AsSpan(0, PacketSize)];
        var command = (PacketCommand)packet[0];
        bool toldAnyway = command is PacketCommand.Inquiry or PacketCommand.RequestSense or PacketCommand.GetConfiguration or PacketCommand.GetEventStatusNotification;
        if (Drive.Attention != ScsiSense.None && !toldAnyway)
        {
            ScsiSense attention = Drive.Attention;
            Drive.Attention = ScsiSense.None;
            FailPacket(attention);
            return;
        }

        var cdrom = new CdromCommand(drive, ref Drive, _buffer);
        CdromAnswer answer = cdrom.Execute(packet);
        if (command != PacketCommand.RequestSense || answer.Sense != ScsiSense.None)
        {
            Drive.Sense = answer.Sense;
        }

        if (answer.Sense != ScsiSense.None)
        {
            FailPacket(answer.Sense);
        }
        else if (answer.Sectors == 0 && answer.Length == 0)
        {
            EndPacket();
        }
        else if (!Channel.IsDma && Channel.BlockSize == 0)
        {
            Fail(AtaError.Aborted);         // no byte count, yet there are data (section 8.23.4)
        }
        else
        {
            SendAnswer(answer);
        }
    }

    private void SendAnswer(CdromAnswer answer)
    {
        const int largest = 0xFFFE;         // FFFFh is taken for this
        long total = answer.Sectors > 0 ? answer.Sectors * IdeDrive.CdromSector : answer.Length;
        int limit = Math.Min(Channel.BlockSize, largest);
        Channel.BlockSize = limit >= total ? limit : Math.Max(limit & ~1, 2);       // blocks are even, all but the last
        Channel.IsWrite = false;
        if (answer.Sectors > 0)
        {
            StartMedium(answer.FirstSector * IdeDrive.CdromSector, total);
        }
        else
        {
            (Channel.Left, Channel.Position, Channel.Length) = (0, 0, answer.Length);
            StartSending();
        }
    }

    /// <summary>Each block of a packet command says how long it is.</summary>
    private void ShowByteCount()
    {
        if (Channel.Command == AtaCommand.Packet)
        {
            int count = Channel.BlockEnd - Channel.Position;
            (Drive.Mid, Drive.High) = ((byte)count, (byte)(count >> 8));
            Drive.Count = ToHost;
        }
    }

    private void EndPacket()
    {
        Drive.Count = IsCommand | ToHost;
        EndCommand();
    }

    private void FailPacket(ScsiSense sense)
    {
        Drive.Sense = sense;
        Drive.Count = IsCommand | ToHost;
        Fail(AtaError.Aborted);
        Drive.Error = (byte)((sense.Key << 4) | (byte)AtaError.Aborted);
    }
}
