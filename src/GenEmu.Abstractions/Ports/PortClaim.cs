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
}
