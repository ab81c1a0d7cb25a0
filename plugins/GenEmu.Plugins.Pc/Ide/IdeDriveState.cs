using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>One drive's registers and settings. Both drives of a channel take every register write; each answers with its own.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct IdeDriveState
{
    /// <summary>The Status register.</summary>
    public AtaStatus Status;

    /// <summary>The Error register; for packet devices the sense key is in its upper half.</summary>
    public byte Error;

    /// <summary>Features: what the host wrote last, and before that in the upper half.</summary>
    public ushort Features;

    /// <summary>Sector Count, with what was written before in the upper half (48-bit commands, ATA/ATAPI-6 section 6.20).</summary>
    public ushort Count;

    /// <summary>LBA Low, likewise.</summary>
    public ushort Low;

    /// <summary>LBA Mid, likewise.</summary>
    public ushort Mid;

    /// <summary>LBA High, likewise.</summary>
    public ushort High;

    /// <summary>The drive wants to assert INTRQ.</summary>
    public bool Interrupt;

    /// <summary>Sectors to a data block of READ and WRITE MULTIPLE; 0 if those are disabled.</summary>
    public byte Multiple;

    /// <summary>The logical geometry of INITIALIZE DEVICE PARAMETERS.</summary>
    public byte Heads;

    /// <summary>Likewise.</summary>
    public byte SectorsPerTrack;

    /// <summary>The multiword DMA mode that SET FEATURES chose, as a bit of IDENTIFY word 63's upper half.</summary>
    public byte DmaMode;

    /// <summary>SET FEATURES disabled the write cache.</summary>
    public bool NoWriteCache;

    /// <summary>SET FEATURES disabled look-ahead.</summary>
    public bool NoLookAhead;

    /// <summary>What REQUEST SENSE will say.</summary>
    public ScsiSense Sense;

    /// <summary>What the next command will be told first: the drive was reset, the medium changed.</summary>
    public ScsiSense Attention;

    /// <summary>The tray is out, and with it the medium.</summary>
    public bool TrayOpen;

    /// <summary>PREVENT MEDIUM REMOVAL.</summary>
    public bool Locked;

    /// <summary>What GET EVENT STATUS NOTIFICATION will say once.</summary>
    public byte MediaEvent;

    /// <summary>Sets all that a command block register holds.</summary>
    public void SetRegisters(byte count, byte low, byte mid, byte high) => (Count, Low, Mid, High) = (count, low, mid, high);
}
