using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>The sectors that a command names (ATA/ATAPI-6, sections 6.2 and 6.20).</summary>
/// <param name="Sector">The first one; null if a cylinder, head or sector lies outside the geometry.</param>
/// <param name="Count">How many, at least 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AtaAddress(long? Sector, int Count)
{
    private const byte UseLba = 0x40;

    /// <summary>Of a 28-bit command: by number, or by cylinder, head and sector, which counts from 1.</summary>
    public static AtaAddress Of(byte device, in IdeDriveState drive)
    {
        int count = (byte)drive.Count == 0 ? 256 : (byte)drive.Count;
        int head = device & 0x0F;
        int sector = (byte)drive.Low;
        int cylinder = (byte)drive.Mid | ((byte)drive.High << 8);
        if ((device & UseLba) != 0)
        {
            return new AtaAddress(sector | (cylinder << 8) | (head << 24), count);
        }

        return head < drive.Heads && sector >= 1 && sector <= drive.SectorsPerTrack
            ? new AtaAddress(((((long)cylinder * drive.Heads) + head) * drive.SectorsPerTrack) + sector - 1, count)
            : new AtaAddress(null, count);
    }

    /// <summary>Of a 48-bit command.</summary>
    public static AtaAddress OfExt(in IdeDriveState drive)
    {
        long sector = (byte)drive.Low | ((long)(byte)drive.Mid << 8) | ((long)(byte)drive.High << 16)
            | ((long)(drive.Low >> 8) << 24) | ((long)(drive.Mid >> 8) << 32) | ((long)(drive.High >> 8) << 40);
        return new AtaAddress(sector, drive.Count == 0 ? 0x10000 : drive.Count);
    }
}
