namespace GenEmu.Plugins.Pc;

/// <summary>Status register 2.</summary>
[Flags]
internal enum FdcStatus2 : byte
{
    /// <summary>Nothing to report.</summary>
    None = 0,

    /// <summary>The track's sector IDs name another cylinder.</summary>
    WrongCylinder = 0x10,

    /// <summary>The CRC error was in the data field.</summary>
    DataErrorInData = 0x20,
}
