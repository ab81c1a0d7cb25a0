using System.Buffers.Binary;
using System.Text;

namespace GenEmu.Plugins.Pc;

/// <summary>Executes a CD-ROM drive's packet commands (MMC-4, SPC-3), as far as data are not the medium's.</summary>
/// <param name="drive">The drive.</param>
/// <param name="state">Its state.</param>
/// <param name="buffer">Takes the answer.</param>
internal readonly ref partial struct CdromCommand(IdeDrive drive, ref IdeDriveState state, Span<byte> buffer)
{
    private const int LeadOut = 0xAA;
    private const int LongestAnswer = 128;          // more than any of ours

    private readonly ref IdeDriveState _state = ref state;
    private readonly Span<byte> _answer = buffer[..LongestAnswer];

    private bool HasMedium => !_state.TrayOpen;

    /// <summary>Executes a command.</summary>
    /// <param name="packet">Its 12 bytes; not in the buffer.</param>
    public CdromAnswer Execute(ReadOnlySpan<byte> packet)
    {
        _answer.Clear();
        return (PacketCommand)packet[0] switch
        {
            PacketCommand.TestUnitReady => NeedsMedium(CdromAnswer.Done),
            PacketCommand.RequestSense => RequestSense(packet),
            PacketCommand.Inquiry => Inquiry(packet),
            PacketCommand.StartStopUnit => StartStop(packet[4]),
            PacketCommand.PreventAllowMediumRemoval => Prevent(packet[4]),
            PacketCommand.ReadCapacity => ReadCapacity(),
            PacketCommand.Read10 => Read(BinaryPrimitives.ReadUInt32BigEndian(packet[2..]), BinaryPrimitives.ReadUInt16BigEndian(packet[7..])),
            PacketCommand.Read12 => Read(BinaryPrimitives.ReadUInt32BigEndian(packet[2..]), BinaryPrimitives.ReadUInt32BigEndian(packet[6..])),
            PacketCommand.Seek10 => Read(BinaryPrimitives.ReadUInt32BigEndian(packet[2..]), 0),
            PacketCommand.ReadToc => ReadToc(packet),
            PacketCommand.GetConfiguration => GetConfiguration(packet),
            PacketCommand.GetEventStatusNotification => GetEventStatus(packet),
            PacketCommand.ReadDiscInformation => ReadDiscInformation(packet),
            PacketCommand.ModeSense10 => ModeSense(packet),
            PacketCommand.MechanismStatus => MechanismStatus(packet),
            _ => CdromAnswer.Error(ScsiSense.InvalidCommand),
        };
    }

    /// <summary>The host says how much it will take.</summary>
    private static CdromAnswer Cut(int length, uint allocation) => CdromAnswer.Bytes((int)Math.Min((uint)length, allocation));

    private CdromAnswer NeedsMedium(CdromAnswer answer)
        => HasMedium ? answer : CdromAnswer.Error(_state.TrayOpen ? ScsiSense.TrayOpen : ScsiSense.NoMedium);

    private CdromAnswer RequestSense(ReadOnlySpan<byte> packet)
    {
        const int length = 18;
        ScsiSense sense = _state.Sense != ScsiSense.None ? _state.Sense : _state.Attention;
        (_state.Attention, _state.Sense) = (_state.Sense != ScsiSense.None ? _state.Attention : ScsiSense.None, ScsiSense.None);
        _answer[0] = 0x70;
        _answer[2] = sense.Key;
        _answer[7] = length - 8;
        _answer[12] = sense.Code;
        _answer[13] = sense.Qualifier;
        return Cut(length, packet[4]);
    }

    private CdromAnswer Inquiry(ReadOnlySpan<byte> packet)
    {
        const int length = 36;
        if ((packet[1] & 1) != 0 || packet[2] != 0)
        {
            return CdromAnswer.Error(ScsiSense.InvalidField);       // vital product data
        }

        _answer[0] = 0x05;          // a CD-ROM drive
        _answer[1] = 0x80;          // removable
        _answer[3] = 0x21;          // ATAPI
        _answer[4] = length - 5;
        _answer[8..length].Fill((byte)' ');
        Encoding.ASCII.GetBytes("GENEMU", _answer[8..]);
        Encoding.ASCII.GetBytes("CD-ROM", _answer[16..]);
        Encoding.ASCII.GetBytes("1.0", _answer[32..]);
        return Cut(length, packet[4]);
    }

    private CdromAnswer StartStop(byte what)
    {
        const byte start = 1, loadOrEject = 2;
        const byte newMedium = 2, mediumRemoval = 3;
        if ((what & loadOrEject) == 0)
        {
            return CdromAnswer.Done;        // spinning up and down
        }

        bool opens = (what & start) == 0;
        if (opens && _state.Locked)
        {
            return CdromAnswer.Error(ScsiSense.RemovalPrevented);
        }

        if (opens != _state.TrayOpen)
        {
            _state.TrayOpen = opens;
            _state.MediaEvent = opens ? mediumRemoval : newMedium;
            _state.Attention = opens ? ScsiSense.None : ScsiSense.MediumChanged;
        }

        return CdromAnswer.Done;
    }

    private CdromAnswer Prevent(byte what)
    {
        _state.Locked = (what & 1) != 0;
        return CdromAnswer.Done;
    }

    private CdromAnswer ReadCapacity()
    {
        BinaryPrimitives.WriteUInt32BigEndian(_answer, (uint)Math.Min(drive.Sectors - 1, uint.MaxValue));
        BinaryPrimitives.WriteUInt32BigEndian(_answer[4..], IdeDrive.CdromSector);
        return NeedsMedium(CdromAnswer.Bytes(8));
    }

    private CdromAnswer Read(uint first, uint count)
        => NeedsMedium((long)first + count > drive.Sectors || first >= drive.Sectors ? CdromAnswer.Error(ScsiSense.OutOfRange) : CdromAnswer.Read(first, count));

    /// <summary>One data track from sector 0, and the lead-out; or one session.</summary>
    private CdromAnswer ReadToc(ReadOnlySpan<byte> packet)
    {
        const byte dataTrack = 0x14;                // a data track that may not be copied, with Q subchannel position
        int format = packet[2] & 0x0F;
        format = format == 0 ? packet[9] >> 6 : format;     // where drives before MMC had it
        bool asTime = (packet[1] & 2) != 0;
        byte firstTrack = packet[6];
        uint allocation = BinaryPrimitives.ReadUInt16BigEndian(packet[7..]);
        if (format > 1 || (format == 0 && firstTrack is > 1 and not LeadOut))
        {
            return CdromAnswer.Error(ScsiSense.InvalidField);
        }

        int length = 4;
        if (format == 1 || firstTrack <= 1)
        {
            length = AddTrack(length, dataTrack, 1, 0, asTime);
        }

        if (format == 0)
        {
            length = AddTrack(length, dataTrack + 2, LeadOut, (uint)drive.Sectors, asTime);
        }

        BinaryPrimitives.WriteUInt16BigEndian(_answer, (ushort)(length - 2));
        (_answer[2], _answer[3]) = (1, 1);
        return NeedsMedium(Cut(length, allocation));
    }

    private int AddTrack(int at, int control, byte track, uint sector, bool asTime)
    {
        const uint leadIn = 150;                    // sector 0 is at two seconds
        const uint sectorsPerSecond = 75;
        (_answer[at + 1], _answer[at + 2]) = ((byte)control, track);
        if (asTime)
        {
            uint time = sector + leadIn;
            _answer[at + 5] = (byte)Math.Min(time / sectorsPerSecond / 60, 0xFF);
            _answer[at + 6] = (byte)(time / sectorsPerSecond % 60);
            _answer[at + 7] = (byte)(time % sectorsPerSecond);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(_answer[(at + 4)..], sector);
        }

        return at + 8;
    }

    /// <summary>A complete disc of one session and one track (MMC-4, section 6.21).</summary>
    private CdromAnswer ReadDiscInformation(ReadOnlySpan<byte> packet)
    {
        const int length = 34;
        BinaryPrimitives.WriteUInt16BigEndian(_answer, length - 2);
        _answer[2] = 0x0E;
        (_answer[3], _answer[4], _answer[5], _answer[6]) = (1, 1, 1, 1);
        _answer[7] = 0x20;                          // may be used without restriction
        _answer[16..24].Fill(0xFF);                 // no further lead-in and lead-out
        return NeedsMedium(Cut(length, BinaryPrimitives.ReadUInt16BigEndian(packet[7..])));
    }

    private CdromAnswer MechanismStatus(ReadOnlySpan<byte> packet)
    {
        _answer[5] = 1;                             // one slot, and no table of slots
        return Cut(8, BinaryPrimitives.ReadUInt16BigEndian(packet[8..]));
    }
}
