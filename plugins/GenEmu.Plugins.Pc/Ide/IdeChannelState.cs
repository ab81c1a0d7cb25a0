using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>What a channel is doing for its selected drive: a transfer between the medium, the channel's buffer, and the host.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct IdeChannelState
{
    /// <summary>The Device register; its bit 4 selects the drive.</summary>
    public byte Device;

    /// <summary>The Device Control register.</summary>
    public byte Control;

    /// <summary>The level of INTRQ as the host sees it.</summary>
    public bool Line;

    /// <summary>What goes on.</summary>
    public IdePhase Phase;

    /// <summary>The command that goes on.</summary>
    public AtaCommand Command;

    /// <summary>Data go by bus master, not through the Data register.</summary>
    public bool IsDma;

    /// <summary>Data go from the host to the drive.</summary>
    public bool IsWrite;

    /// <summary>The medium's byte that the buffer's first one is, or will be.</summary>
    public long Offset;

    /// <summary>The bytes that are still to be moved between medium and buffer.</summary>
    public long Left;

    /// <summary>How much of the buffer this part of the transfer uses.</summary>
    public int Length;

    /// <summary>The buffer's byte that the host moves next.</summary>
    public int Position;

    /// <summary>Where the present data block (DRQ) ends in the buffer.</summary>
    public int BlockEnd;

    /// <summary>The largest data block.</summary>
    public int BlockSize;

    /// <summary>When the work on the medium shows.</summary>
    public long Deadline;
}
