namespace GenEmu.Plugins.Pc;

/// <summary>The command block's registers by their port, and the one that is read at the control block's.</summary>
internal enum AtaRegister
{
    /// <summary>Error when read, Features when written.</summary>
    Error = 1,
    Count = 2,
    Low = 3,
    Mid = 4,
    High = 5,
    Device = 6,

    /// <summary>Status when read, which acknowledges the interrupt; Command when written.</summary>
    Status = 7,

    /// <summary>The same as <see cref="Status"/>, without a consequence.</summary>
    AlternateStatus,
}
