using System.Buffers.Binary;
using System.Globalization;

namespace GenEmu.Plugins.Pc;

/// <summary>What IDENTIFY DEVICE and IDENTIFY PACKET DEVICE answer (ATA/ATAPI-6, sections 8.15 and 8.16).</summary>
internal readonly ref struct AtaIdentity
{
    public const int Size = 512;

    /// <summary>The largest block of READ and WRITE MULTIPLE.</summary>
    public const int MostMultiple = 16;

    private const ushort LbaDmaIordy = 0x0B00;
    private const ushort AlwaysValid = 0x4000;      // bits 15:14 of words 83, 84 and 87 say that the others are valid
    private const ushort WriteCache = 1 << 5;
    private const ushort LookAhead = 1 << 6;
    private const ushort PowerManagement = 1 << 3;
    private const ushort Standards = 0x7C;          // ATA-2 to ATA/ATAPI-6
    private const ushort CycleTime = 120;           // nanoseconds, of PIO mode 4 and multiword DMA mode 2

    private readonly Span<byte> _words;

    private AtaIdentity(Span<byte> words)
    {
        words.Clear();
        _words = words;
    }

    private ushort this[int word]
    {
        set => BinaryPrimitives.WriteUInt16LittleEndian(_words[(2 * word)..], value);
    }

    /// <summary>A hard disk's.</summary>
    public static void WriteDisk(Span<byte> data, IdeDrive drive, in IdeDriveState state)
    {
        const ushort fixedDisk = 1 << 6;
        const ushort flushCache = 1 << 12;
        const ushort flushCacheExt = 1 << 13;
        const ushort lba48 = 1 << 10;
        var identity = new AtaIdentity(data);
        identity[0] = fixedDisk;
        identity[1] = (ushort)IdeDrive.Cylinders(drive.Sectors, IdeDrive.DefaultHeads, IdeDrive.DefaultSectorsPerTrack);
        identity[3] = IdeDrive.DefaultHeads;
        identity[6] = IdeDrive.DefaultSectorsPerTrack;
        identity.WriteNames(drive, "GenEmu hard disk");
        identity[47] = 0x8000 | MostMultiple;
        identity.WriteGeometry(drive, state);
        identity[59] = (ushort)(state.Multiple == 0 ? 0 : 0x100 | state.Multiple);
        identity.WriteDword(60, (uint)Math.Min(drive.Sectors, 0x0FFF_FFFF));
        identity.WriteTransferModes(state, geometryValid: true);
        identity[82] = PowerManagement | WriteCache | LookAhead;
        identity[83] = AlwaysValid | lba48 | flushCache | flushCacheExt;
        identity[84] = AlwaysValid;
        identity[85] = (ushort)(PowerManagement | (state.NoWriteCache ? 0 : WriteCache) | (state.NoLookAhead ? 0 : LookAhead));
        identity[86] = lba48 | flushCache | flushCacheExt;
        identity[87] = AlwaysValid;
        identity.WriteDword(100, (uint)drive.Sectors);
        identity.WriteDword(102, (uint)(drive.Sectors >> 32));
        identity.WriteChecksum();
    }

    /// <summary>A CD-ROM drive's.</summary>
    public static void WriteCdrom(Span<byte> data, IdeDrive drive, in IdeDriveState state)
    {
        const ushort cdrom = 0x85C0;                // a removable packet device, type 5, DRQ within 50 µs of PACKET, packets of 12 bytes
        const ushort packet = 1 << 4;
        const ushort deviceReset = 1 << 9;
        var identity = new AtaIdentity(data);
        identity[0] = cdrom;
        identity.WriteNames(drive, "GenEmu CD-ROM");
        identity.WriteTransferModes(state, geometryValid: false);
        identity[82] = packet | deviceReset;
        identity[83] = AlwaysValid;
        identity[84] = AlwaysValid;
        identity[85] = packet | deviceReset;
        identity[87] = AlwaysValid;
        identity.WriteChecksum();
    }

    private void WriteNames(IdeDrive drive, string model)
    {
        WriteText(10, 20, "GENEMU" + drive.Position.ToString(CultureInfo.InvariantCulture));
        WriteText(23, 8, "1.0");
        WriteText(27, 40, model);
    }

    private void WriteGeometry(IdeDrive drive, in IdeDriveState state)
    {
        int cylinders = IdeDrive.Cylinders(drive.Sectors, state.Heads, state.SectorsPerTrack);
        this[54] = (ushort)cylinders;
        this[55] = state.Heads;
        this[56] = state.SectorsPerTrack;
        WriteDword(57, (uint)(cylinders * state.Heads * state.SectorsPerTrack));
    }

    /// <summary>PIO mode 4 and multiword DMA mode 2: PIIX3 knows no Ultra DMA.</summary>
    private void WriteTransferModes(in IdeDriveState state, bool geometryValid)
    {
        this[49] = LbaDmaIordy;
        this[51] = 0x0200;
        this[53] = (ushort)(0x0002 | (geometryValid ? 1 : 0));
        this[63] = (ushort)(0x0007 | (state.DmaMode << 8));
        this[64] = 0x0003;
        for (int word = 65; word <= 68; word++)
        {
            this[word] = CycleTime;
        }

        this[80] = Standards;
    }

    private void WriteDword(int word, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_words[(2 * word)..], value);

    /// <summary>Text is padded with spaces, the first character of each pair in the upper byte.</summary>
    private void WriteText(int word, int length, string text)
    {
        for (int i = 0; i < length; i++)
        {
            _words[(2 * word) + (i ^ 1)] = i < text.Length ? (byte)text[i] : (byte)' ';
        }
    }

    /// <summary>Word 255: a signature, and the byte that makes the sum of all 0.</summary>
    private void WriteChecksum()
    {
        this[255] = 0xA5;
        byte sum = 0;
        foreach (byte value in _words)
        {
            sum += value;
        }

        _words[Size - 1] = (byte)-sum;
    }
}
