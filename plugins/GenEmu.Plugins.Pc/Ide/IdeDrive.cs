using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>A drive at an IDE channel and the medium in it: a hard disk, or a CD-ROM drive.</summary>
internal sealed class IdeDrive
{
    public const int DiskSector = 512;
    public const int CdromSector = 2048;

    // What a disk of more than 8 GB says for drivers that know no LBA (ATA/ATAPI-6, annex A).
    private const int MostCylinders = 16_383;

    /// <summary>Heads of the default geometry.</summary>
    public const int DefaultHeads = 16;

    /// <summary>Sectors to a track of the default geometry.</summary>
    public const int DefaultSectorsPerTrack = 63;

    private IdeDrive(IDiskImage image, bool isCdrom, int position)
    {
        (Image, IsCdrom, Position) = (image, isCdrom, position);
        SectorSize = isCdrom ? CdromSector : DiskSector;
        Sectors = image.Length / SectorSize;
    }

    /// <summary>The medium.</summary>
    public IDiskImage Image { get; }

    /// <summary>Whether this is a packet device.</summary>
    public bool IsCdrom { get; }

    /// <summary>0 and 1 at the primary channel, 2 and 3 at the secondary.</summary>
    public int Position { get; }

    public int SectorSize { get; }

    /// <summary>How many sectors the medium has.</summary>
    public long Sectors { get; }

    /// <summary>What the Status register says when the drive waits for a command.</summary>
    public AtaStatus ReadyStatus => IsCdrom ? AtaStatus.Ready : AtaStatus.Ready | AtaStatus.SeekComplete;

    /// <summary>The cylinders of a disk in some geometry. The smallest disk has one that it does not fill, or firmware would take it for empty.</summary>
    public static int Cylinders(long sectors, int heads, int sectorsPerTrack) => (int)Math.Clamp(sectors / (heads * sectorsPerTrack), 1, MostCylinders);

    /// <summary>The drive that the host put at a position, if any.</summary>
    /// <exception cref="DeviceConfigurationException">There are two, or the medium is no whole number of sectors.</exception>
    public static IdeDrive? At(IDeviceHost host, int position)
    {
        IDiskImage? disk = host.Disk($"disk{position}");
        IDiskImage? cdrom = host.Disk($"cdrom{position}");
        if (disk is not null && cdrom is not null)
        {
            throw new DeviceConfigurationException($"both 'disk{position}' and 'cdrom{position}' are bound, but that is one position; move one of them");
        }

        if ((disk ?? cdrom) is not { } image)
        {
            return null;
        }

        var drive = new IdeDrive(image, cdrom is not null, position);
        return image.Length > 0 && image.Length % drive.SectorSize == 0
            ? drive
            : throw new DeviceConfigurationException($"the medium at position {position} has {image.Length} bytes, which is not a whole number of {drive.SectorSize}-byte sectors");
    }
}
