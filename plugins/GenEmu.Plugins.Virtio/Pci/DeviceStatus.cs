namespace GenEmu.Plugins.Virtio;

/// <summary>The device status field (virtio 1.1, section 2.1).</summary>
[Flags]
internal enum DeviceStatus : byte
{
    /// <summary>Writing it resets the device.</summary>
    None = 0,

    /// <summary>ACKNOWLEDGE: the guest has seen the device.</summary>
    Acknowledge = 1,

    /// <summary>DRIVER: it has a driver for it.</summary>
    Driver = 2,

    /// <summary>DRIVER_OK: the driver is set up; the device may use its queues.</summary>
    DriverOk = 4,

    /// <summary>FEATURES_OK: the device agrees with the features that the driver chose.</summary>
    FeaturesOk = 8,

    /// <summary>DEVICE_NEEDS_RESET: the driver did what a device cannot recover from.</summary>
    NeedsReset = 0x40,

    /// <summary>FAILED: the guest gave up.</summary>
    Failed = 0x80,
}
