namespace GenEmu;

/// <summary>What happens when a device throws.</summary>
public enum DeviceFaultPolicy
{
    /// <summary>It is logged with the device's name, an access reads as all ones, and the guest goes on.</summary>
    Continue,

    /// <summary>The run ends with the device's name.</summary>
    Stop,
}
