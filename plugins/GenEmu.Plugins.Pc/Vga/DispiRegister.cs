namespace GenEmu.Plugins.Pc;

/// <summary>The registers of Bochs' display interface.</summary>
internal enum DispiRegister : ushort
{
    /// <summary>B0C0h to B0C5h: the interface's version; the guest writes the one it knows and reads it back.</summary>
    Id,

    /// <summary>Pixels in a line.</summary>
    Width,

    /// <summary>Lines.</summary>
    Height,

    /// <summary>4, 8, 15, 16, 24 or 32.</summary>
    BitsPerPixel,

    /// <summary>See <see cref="DispiEnable"/>.</summary>
    Enable,

    /// <summary>Which 64 KiB of the frame buffer A0000h shows.</summary>
    Bank,

    /// <summary>Pixels from line to line.</summary>
    VirtualWidth,

    /// <summary>Lines that the memory has room for.</summary>
    VirtualHeight,

    /// <summary>The first pixel shown.</summary>
    XOffset,

    /// <summary>The first line shown.</summary>
    YOffset,

    /// <summary>The frame buffer's size in units of 64 KiB.</summary>
    Memory,
}
