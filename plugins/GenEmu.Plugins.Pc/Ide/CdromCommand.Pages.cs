using System.Buffers.Binary;

namespace GenEmu.Plugins.Pc;

/// <content>Answers that are lists: features, mode pages, events.</content>
internal readonly ref partial struct CdromCommand
{
    private const ushort CdromProfile = 0x0008;
    private const ushort DvdProfile = 0x0010;
    private const long LargestCd = 450_000;         // sectors: a hundred minutes

    private ushort Profile => drive.Sectors > LargestCd ? DvdProfile : CdromProfile;

    /// <summary>Profiles and features (MMC-4, sections 5.2 and 6.6).</summary>
    private CdromAnswer GetConfiguration(ReadOnlySpan<byte> packet)
    {
        const int onlyCurrent = 1, onlyOne = 2;
        const ushort profileList = 0x00, core = 0x01, removable = 0x03, randomReadable = 0x10, cdRead = 0x1E, dvdRead = 0x1F;
        int type = packet[1] & 3;
        if (type == 3)
        {
            return CdromAnswer.Error(ScsiSense.InvalidField);
        }

        ushort first = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        bool isCd = HasMedium && Profile == CdromProfile;
        bool isDvd = HasMedium && Profile == DvdProfile;
        int length = 8;
        Feature(profileList, 0x03, current: true, [0, (byte)DvdProfile, (byte)(isDvd ? 1 : 0), 0, 0, (byte)CdromProfile, (byte)(isCd ? 1 : 0), 0], ref length, _answer);
        Feature(core, 0x03, current: true, [0, 0, 0, 2], ref length, _answer);                             // the interface is ATAPI
        Feature(removable, 0x03, current: true, [0x29, 0, 0, 0], ref length, _answer);                     // a tray that can be locked and ejects
        Feature(randomReadable, 0x00, HasMedium, [0, 0, 0x08, 0, 0, 1, 0, 0], ref length, _answer);        // sectors of 2048 bytes
        Feature(cdRead, 0x00, isCd, [0, 0, 0, 0], ref length, _answer);
        Feature(dvdRead, 0x00, isDvd, [], ref length, _answer);
        BinaryPrimitives.WriteUInt32BigEndian(_answer, (uint)(length - 4));
        BinaryPrimitives.WriteUInt16BigEndian(_answer[6..], HasMedium ? Profile : (ushort)0);
        return Cut(length, BinaryPrimitives.ReadUInt16BigEndian(packet[7..]));

        void Feature(ushort code, byte flags, bool current, ReadOnlySpan<byte> data, ref int at, Span<byte> answer)
        {
            if (type == onlyOne ? code != first : code < first || (type == onlyCurrent && !current))
            {
                return;
            }

            BinaryPrimitives.WriteUInt16BigEndian(answer[at..], code);
            answer[at + 2] = (byte)((flags & 2) | (current ? 1 : 0));
            answer[at + 3] = (byte)data.Length;
            data.CopyTo(answer[(at + 4)..]);
            at += 4 + data.Length;
        }
    }

    /// <summary>Of the classes of events only that of media exists, and only polling (MMC-4, section 6.7).</summary>
    private CdromAnswer GetEventStatus(ReadOnlySpan<byte> packet)
    {
        const byte polled = 1, mediaClass = 4, mediaClassBit = 1 << mediaClass, noEvent = 0x80;
        if ((packet[1] & polled) == 0)
        {
            return CdromAnswer.Error(ScsiSense.InvalidField);
        }

        uint allocation = BinaryPrimitives.ReadUInt16BigEndian(packet[7..]);
        _answer[3] = mediaClassBit;
        if ((packet[4] & mediaClassBit) == 0)
        {
            (_answer[1], _answer[2]) = (2, noEvent);
            return Cut(4, allocation);
        }

        (_answer[1], _answer[2]) = (6, mediaClass);
        _answer[4] = _state.MediaEvent;
        _answer[5] = (byte)((HasMedium ? 2 : 0) | (_state.TrayOpen ? 1 : 0));
        if (allocation > 4)
        {
            _state.MediaEvent = 0;
        }

        return Cut(8, allocation);
    }

    /// <summary>Error recovery, and what the drive can do (MMC-4, section 7).</summary>
    private CdromAnswer ModeSense(ReadOnlySpan<byte> packet)
    {
        const int errorRecovery = 0x01, capabilities = 0x2A, all = 0x3F;
        const int changeable = 1, saved = 3;
        int control = packet[2] >> 6;
        int page = packet[2] & 0x3F;
        if (control == saved)
        {
            return CdromAnswer.Error(ScsiSense.SavingNotSupported);
        }

        if (page is not (errorRecovery or capabilities or all))
        {
            return CdromAnswer.Error(ScsiSense.InvalidField);
        }

        int length = 8;
        if (page is errorRecovery or all)
        {
            (_answer[length], _answer[length + 1]) = (errorRecovery, 6);
            _answer[length + 3] = (byte)(control == changeable ? 0 : 5);       // retries
            length += 8;
        }

        if (page is capabilities or all)
        {
            length = AddCapabilities(length, changeable: control == changeable);
        }

        BinaryPrimitives.WriteUInt16BigEndian(_answer, (ushort)(length - 2));
        return Cut(length, BinaryPrimitives.ReadUInt16BigEndian(packet[7..]));
    }

    private int AddCapabilities(int at, bool changeable)
    {
        const ushort speed = 706;                   // kilobytes a second: four times an audio CD's
        Span<byte> page = _answer[at..];
        (page[0], page[1]) = (0x2A, 20);
        if (changeable)
        {
            return at + 22;
        }

        page[2] = 0x08;                             // reads DVD-ROM, and no CD-R
        page[4] = 0x60;                             // mode 2 form 1 and 2
        page[6] = (byte)(0x29 | (_state.Locked ? 2 : 0));       // a tray that can be locked and ejects
        BinaryPrimitives.WriteUInt16BigEndian(page[8..], speed);
        BinaryPrimitives.WriteUInt16BigEndian(page[14..], speed);
        return at + 22;
    }
}
