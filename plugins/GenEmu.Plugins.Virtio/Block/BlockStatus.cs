namespace GenEmu.Plugins.Virtio;

/// <summary>How a request ended (virtio 1.1, section 5.2.6).</summary>
internal enum BlockStatus : byte
{
    /// <summary>It is done.</summary>
    Ok = 0,

    /// <summary>The device or the driver made an error.</summary>
    Error = 1,

    /// <summary>The device does not know such requests.</summary>
    Unsupported = 2,
}
