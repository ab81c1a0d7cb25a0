namespace GenEmu.Abstractions;

/// <summary>What a device asks for when it claims memory-mapped registers. Wider accesses are split as <see cref="PortClaim"/> describes.</summary>
public sealed record MmioClaim
{
    /// <summary>The first guest-physical address; any alignment.</summary>
    public required ulong Base { get; init; }

    /// <summary>The number of bytes, at least 1.</summary>
    public required ulong Length { get; init; }

    /// <summary>The widths that the device takes natively.</summary>
    public AccessWidths Widths { get; init; } = AccessWidths.UpToDword;

    /// <summary>Of several claims on one address, the highest answers. System RAM lies below all of them.</summary>
    public int Priority { get; init; }

    /// <summary>Whether the claim answers from the start.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Returned in every <see cref="MmioAccess.Tag"/>.</summary>
    public byte Tag { get; init; }

    /// <summary>Whether writes may reach the device late, as <see cref="PortClaim.Coalesce"/> describes. Only for claims that answer at once.</summary>
    public bool Coalesce { get; init; }
}
