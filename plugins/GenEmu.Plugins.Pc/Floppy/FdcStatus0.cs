namespace GenEmu.Plugins.Pc;

/// <summary>Status register 0.</summary>
[Flags]
internal enum FdcStatus0 : byte
{
    /// <summary>Normal termination.</summary>
    None = 0,

    /// <summary>Equipment check: a recalibrate found no track 0, or the drive reported a fault.</summary>
    EquipmentCheck = 0x10,

    /// <summary>A seek ended.</summary>
    SeekEnd = 0x20,

    /// <summary>The command ended, but not well.</summary>
    Abnormal = 0x40,

    /// <summary>There is no such command, or there was no interrupt to sense.</summary>
    Invalid = 0x80,

    /// <summary>The drive's ready state was polled: what follows a reset.</summary>
    Polled = 0xC0,
}
