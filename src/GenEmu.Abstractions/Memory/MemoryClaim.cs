namespace GenEmu.Abstractions;

/// <summary>Where a device puts ROM, RAM of its own, or a window onto system RAM.</summary>
public sealed record MemoryClaim
{
    /// <summary>The first guest-physical address, a multiple of 4096.</summary>
    public required ulong Base { get; init; }

    /// <summary>The number of bytes, a multiple of 4096.</summary>
    public required ulong Length { get; init; }

    /// <summary>Of several claims on one address, the highest answers. System RAM lies below all of them.</summary>
    public int Priority { get; init; }

    /// <summary>Whether the claim answers from the start.</summary>
    public bool Enabled { get; init; } = true;
}
