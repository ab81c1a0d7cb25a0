using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>A PC floppy medium: two sides, 512-byte MFM sectors numbered from 1.</summary>
/// <param name="Cylinders">Tracks on each side.</param>
/// <param name="SectorsPerTrack">Sectors on a track.</param>
/// <param name="CmosType">The drive that it fits, as CMOS register 10h counts drives.</param>
internal sealed record FloppyGeometry(int Cylinders, int SectorsPerTrack, byte CmosType)
{
    /// <summary>Bytes in a sector.</summary>
    public const int SectorSize = 512;

    /// <summary>Bytes in a sector as sector IDs say it: 128 × 2^N.</summary>
    public const byte SizeCode = 2;

    private const int Heads = 2;

    private static readonly FloppyGeometry[] Media =
    [
        new(40, 9, CmosType: 1),        // 360 KB
        new(80, 9, CmosType: 3),        // 720 KB
        new(80, 15, CmosType: 2),       // 1.2 MB
        new(80, 18, CmosType: 4),       // 1.44 MB
        new(80, 36, CmosType: 5),       // 2.88 MB
    ];

    private long Length => (long)Cylinders * Heads * SectorsPerTrack * SectorSize;

    /// <summary>The smallest medium that holds an image; what the image lacks reads as zeros.</summary>
    /// <param name="length">The image's bytes.</param>
    /// <returns>The medium.</returns>
    /// <exception cref="DeviceConfigurationException">No floppy is that large.</exception>
    public static FloppyGeometry For(long length) => Array.Find(Media, medium => medium.Length >= length)
        ?? throw new DeviceConfigurationException($"an image of {length} bytes is larger than any floppy; the largest holds {Media[^1].Length}");

    /// <summary>Whether the medium was recorded at a data rate. A 360 KB medium turns faster in a high-density drive, which reads it at 300 kbit/s.</summary>
    /// <param name="rate">As the rate registers code it: 0 to 3 for 500, 300, 250 kbit/s and 1 Mbit/s.</param>
    /// <returns>Whether the controller finds address marks at that rate.</returns>
    public bool IsReadableAt(int rate) => rate switch
    {
        0 => SectorsPerTrack is 15 or 18,
        1 => Cylinders == 40,
        2 => SectorsPerTrack == 9,
        _ => SectorsPerTrack == 36,
    };

    /// <summary>Where a sector lies in the image.</summary>
    /// <param name="cylinder">From 0.</param>
    /// <param name="head">0 or 1.</param>
    /// <param name="sector">From 1.</param>
    /// <returns>The first byte.</returns>
    public long Offset(int cylinder, int head, int sector) => ((((long)cylinder * Heads) + head) * SectorsPerTrack + sector - 1) * SectorSize;
}
