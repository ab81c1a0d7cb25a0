namespace GenEmu.Plugins.Pc;

/// <summary>What the firmware tries first; the others follow in this order.</summary>
public enum BootDevice
{
    /// <summary>The floppy drives.</summary>
    Floppy = 1,

    /// <summary>The hard disks.</summary>
    Disk = 2,

    /// <summary>The CD-ROM drives.</summary>
    Cdrom = 3,
}
