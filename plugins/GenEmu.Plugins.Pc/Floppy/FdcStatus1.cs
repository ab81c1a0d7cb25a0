namespace GenEmu.Plugins.Pc;

/// <summary>Status register 1.</summary>
[Flags]
internal enum FdcStatus1 : byte
{
    /// <summary>Nothing to report.</summary>
    None = 0,

    /// <summary>Missing address mark: the track holds nothing that this data rate can read.</summary>
    MissingAddressMark = 0x01,

    /// <summary>The medium is write-protected.</summary>
    NotWritable = 0x02,

    /// <summary>No data: the sector was not found.</summary>
    NoData = 0x04,

    /// <summary>Overrun or underrun: the host was too slow.</summary>
    Overrun = 0x10,

    /// <summary>Data error: a CRC was wrong.</summary>
    DataError = 0x20,

    /// <summary>End of cylinder: the host wanted more after the last sector.</summary>
    EndOfCylinder = 0x80,
}
