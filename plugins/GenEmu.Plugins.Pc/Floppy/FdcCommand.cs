namespace GenEmu.Plugins.Pc;

/// <summary>The 82077AA's commands, by the low five bits of the first byte (datasheet table 5-1).</summary>
internal enum FdcCommand : byte
{
    /// <summary>Sets step rate, head times and DMA or not.</summary>
    Specify = 0x03,

    /// <summary>Reads status register 3.</summary>
    SenseDriveStatus = 0x04,

    /// <summary>Writes sectors.</summary>
    WriteData = 0x05,

    /// <summary>Reads sectors.</summary>
    ReadData = 0x06,

    /// <summary>Moves the heads to track 0.</summary>
    Recalibrate = 0x07,

    /// <summary>Asks what an interrupt was for.</summary>
    SenseInterruptStatus = 0x08,

    /// <summary>Reads the next sector ID.</summary>
    ReadId = 0x0A,

    /// <summary>Writes a whole track's sectors.</summary>
    FormatTrack = 0x0D,

    /// <summary>Reads the internal registers.</summary>
    DumpRegisters = 0x0E,

    /// <summary>Moves the heads; with bit 7 by a number of tracks.</summary>
    Seek = 0x0F,

    /// <summary>Tells this chip from its predecessors.</summary>
    Version = 0x10,

    /// <summary>Sets perpendicular recording.</summary>
    PerpendicularMode = 0x12,

    /// <summary>Sets the FIFO, implied seeks and polling.</summary>
    Configure = 0x13,

    /// <summary>Protects the FIFO's settings from software resets.</summary>
    Lock = 0x14,

    /// <summary>Reads sectors without moving them to the host.</summary>
    Verify = 0x16,
}
