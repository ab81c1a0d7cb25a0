using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>One channel's bus master: its registers, and how far it is in its table.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BusMasterState
{
    /// <summary>BMICX: start, and direction.</summary>
    public byte Command;

    /// <summary>BMISX: active, error, interrupt, and two notes for drivers.</summary>
    public byte Status;

    /// <summary>BMIDTPX: where the table of physical regions starts.</summary>
    public uint Table;

    /// <summary>The table's next entry.</summary>
    public uint Next;

    /// <summary>The present region's next byte.</summary>
    public uint Address;

    /// <summary>Bytes left in the present region.</summary>
    public int Left;

    /// <summary>The present region is the table's last.</summary>
    public bool IsLast;
}
