namespace GenEmu.Plugins.Pc;

/// <summary>What the 82077AA is doing, which decides what its data port means.</summary>
internal enum FdcPhase : byte
{
    /// <summary>It waits for a command or the rest of one.</summary>
    Command,

    /// <summary>It moves data, or waits for a sector to come round.</summary>
    Execution,

    /// <summary>It waits for the host to read the results.</summary>
    Result,
}
