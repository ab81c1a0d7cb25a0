namespace GenEmu.Abstractions;

/// <summary>What a device asks for when it claims ports.</summary>
/// <remarks>
/// An access of a width that is not among <see cref="Widths"/> reaches the device as ascending naturally aligned pieces, so
/// two devices may share ports at different widths (the PCI address register at CF8h is 32 bits only; CF9h inside it is another chip's byte).
/// </remarks>
public sealed record PortClaim
{
    /// <summary>The first port.</summary>
    public required ushort Base { get; init; }

    /// <summary>The number of ports, 1 to 65536; <c>Base + Length</c> is at most 65536.</summary>
    public int Length { get; init; } = 1;

    /// <summary>The widths that the device takes natively.</summary>
    public AccessWidths Widths { get; init; } = AccessWidths.Byte;

    /// <summary>Of several claims on one port, the highest answers.</summary>
    public int Priority { get; init; }

    /// <summary>Whether the claim answers from the start.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Returned in every <see cref="PortAccess.Tag"/>.</summary>
    public byte Tag { get; init; }

    /// <summary>
    /// Whether iterations of REP INS and REP OUTS may be done in one go. The device is called for every element as ever, at the same virtual time, and sees
    /// no difference; <see cref="IBlockPortDevice"/> goes further. Only for claims that answer at once.
    /// </summary>
    public bool Batch { get; init; }

    /// <summary>
    /// Whether writes may reach the device late: in order, before any other access to a device, before an interrupt is taken, and before the host sees the
    /// machine. For ports whose writes have no effect that the guest could notice at once. Only for claims that answer at once.
    /// </summary>
    public bool Coalesce { get; init; }
}
