namespace GenEmu.Plugins.Pc;

/// <summary>The Error register after a command that ended with ERR (ATA/ATAPI-6, section 7.9).</summary>
[Flags]
internal enum AtaError : byte
{
    /// <summary>Nothing is set.</summary>
    None = 0,

    /// <summary>ABRT: the device does not know the command, or cannot do it.</summary>
    Aborted = 0x04,

    /// <summary>IDNF: there is no such sector.</summary>
    IdNotFound = 0x10,

    /// <summary>UNC: the data cannot be read.</summary>
    Uncorrectable = 0x40,
}
