namespace GenEmu.Abstractions;

/// <summary>A window that shows system RAM above other claims, for reads, writes or both: what a host bridge's PAM and SMRAM registers switch.</summary>
public interface ISystemRamRegion : IClaim
{
    /// <summary>Reads (and instruction fetches) come from system RAM; else from what lies below.</summary>
    bool Readable { get; set; }

    /// <summary>Writes go to system RAM; else to what lies below.</summary>
    bool Writable { get; set; }

    /// <summary>Only CPUs in System Management Mode see the window, as the SMRAM behind a frame buffer; bus masters never do.</summary>
    bool OnlyInSmm { get; set; }
}
