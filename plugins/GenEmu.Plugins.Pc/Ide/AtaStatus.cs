namespace GenEmu.Plugins.Pc;

/// <summary>The Status register (ATA/ATAPI-6, section 7.15).</summary>
[Flags]
internal enum AtaStatus : byte
{
    /// <summary>Nothing is set.</summary>
    None = 0,

    /// <summary>ERR, for packet devices CHK: the Error register says why the command failed.</summary>
    Error = 0x01,

    /// <summary>DRQ: the device is ready to move data through the Data register.</summary>
    DataRequest = 0x08,

    /// <summary>The former DSC: the heads have settled. Set on disks, for old drivers that wait for it.</summary>
    SeekComplete = 0x10,

    /// <summary>DRDY: the device accepts commands.</summary>
    Ready = 0x40,

    /// <summary>BSY: the device works; the other bits and registers mean nothing.</summary>
    Busy = 0x80,
}
