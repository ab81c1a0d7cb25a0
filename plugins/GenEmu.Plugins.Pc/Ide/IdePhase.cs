namespace GenEmu.Plugins.Pc;

/// <summary>What a channel's selected drive is doing.</summary>
internal enum IdePhase : byte
{
    /// <summary>It waits for a command.</summary>
    Idle,

    /// <summary>It waits for the command packet.</summary>
    Packet,

    /// <summary>It reads the medium into the buffer.</summary>
    ReadMedium,

    /// <summary>It writes the buffer to the medium.</summary>
    WriteMedium,

    /// <summary>It makes what was written permanent.</summary>
    Flush,

    /// <summary>The host reads the buffer through the Data register.</summary>
    DataIn,

    /// <summary>The host fills the buffer through the Data register.</summary>
    DataOut,

    /// <summary>The buffer goes to memory as soon as the bus master runs.</summary>
    DmaIn,

    /// <summary>The buffer is filled from memory as soon as the bus master runs.</summary>
    DmaOut,
}
