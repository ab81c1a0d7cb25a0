namespace GenEmu.Plugins.Virtio;

/// <summary>What differs between virtio devices behind the same PCI function.</summary>
internal interface IVirtioDevice
{
    /// <summary>The features offered, VERSION_1 not among them: every device has that.</summary>
    ulong Features { get; }

    /// <summary>The device's own configuration space, read-only; bytes behind its end read as 0.</summary>
    ReadOnlySpan<byte> Configuration { get; }

    /// <summary>The driver is ready, or says that a queue has new chains; never called before the first.</summary>
    /// <param name="queue">The queue.</param>
    void Serve(int queue);

    /// <summary>The driver or the board reset the device: chains that were taken are forgotten.</summary>
    void Forget();
}
