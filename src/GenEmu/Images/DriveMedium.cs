using GenEmu.Abstractions;

namespace GenEmu;

/// <summary>Opens the image for a drive, whose name says what kind of medium it takes.</summary>
internal static class DriveMedium
{
    /// <summary>Opens an image.</summary>
    /// <param name="drive">The drive's name.</param>
    /// <param name="path">The file.</param>
    /// <param name="access">What becomes of writes; what is usual for the drive if not given.</param>
    /// <exception cref="MachineConfigurationException">The file cannot be such a medium.</exception>
    public static IDiskImage Open(string drive, string path, DiskAccess? access)
    {
        ArgumentNullException.ThrowIfNull(drive);
        if (drive.StartsWith("floppy", StringComparison.Ordinal))
        {
            return access == DiskAccess.ReadOnly
                ? FloppyImage.FromBytes(HostFile.ReadAll(path, "floppy image"), isReadOnly: true)
                : FloppyImage.Open(path, writable: access == DiskAccess.ReadWrite);
        }

        if (!drive.StartsWith("cdrom", StringComparison.Ordinal))
        {
            return DiskImage.Open(path, access ?? DiskAccess.ReadOnly);
        }

        return access is null or DiskAccess.ReadOnly
            ? DiskImage.Open(path, DiskAccess.ReadOnly, DiskImage.CdromSectorSize)
            : throw new MachineConfigurationException($"{drive}: a CD-ROM cannot be written; leave out rw and overlay");
    }

    /// <summary>What the settings <c>rw</c> and <c>overlay</c> ask for; null if neither is set.</summary>
    /// <exception cref="MachineConfigurationException">Both are set.</exception>
    public static DiskAccess? Access(bool writable, bool overlay) => (writable, overlay) switch
    {
        (true, true) => throw new MachineConfigurationException("rw writes into the file and overlay never does; set one of them"),
        (true, false) => DiskAccess.ReadWrite,
        (false, true) => DiskAccess.Overlay,
        _ => null,
    };
}
