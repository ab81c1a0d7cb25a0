namespace GenEmu.Plugins.Virtio;

/// <summary>What a virtio device is, and where it sits.</summary>
internal sealed record VirtioIdentity
{
    /// <summary>The device type (virtio 1.1, section 5): 2 block, 3 console, 4 entropy.</summary>
    public required uint Type { get; init; }

    /// <summary>PCI base class, subclass and interface.</summary>
    public required uint ClassCode { get; init; }

    /// <summary>The PCI device number.</summary>
    public required int Slot { get; init; }

    /// <summary>How many descriptors a queue has unless the driver wants fewer.</summary>
    public required ushort LargestQueue { get; init; }

    /// <summary>How many bytes a chain may have.</summary>
    public required uint LongestChain { get; init; }
}
