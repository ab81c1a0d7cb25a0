namespace GenEmu.Plugins.Pc;

/// <summary>An 8237A channel's transfer type, mode bits 3–2.</summary>
internal enum DmaTransfer
{
    /// <summary>Addresses and counts run, but nothing is read or written.</summary>
    Verify,

    /// <summary>From the peripheral to memory.</summary>
    WriteMemory,

    /// <summary>From memory to the peripheral.</summary>
    ReadMemory,

    /// <summary>Not allowed: no transfer happens.</summary>
    Illegal,
}
