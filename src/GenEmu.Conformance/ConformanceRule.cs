namespace GenEmu.Conformance;

/// <summary>What <see cref="DeviceConformance"/> expects of a device. docs/writing-a-device.md says why, and what to do about a finding.</summary>
public enum ConformanceRule
{
    /// <summary>The device can be attached and powered on with the parameters given.</summary>
    Attach,

    /// <summary>A parameter that makes no sense is refused with a <see cref="GenEmu.Abstractions.DeviceConfigurationException"/>.</summary>
    Configuration,

    /// <summary>Nothing that a guest does makes the device throw.</summary>
    Throws,

    /// <summary>Every call returns.</summary>
    Hangs,

    /// <summary>An answer is no wider than the access.</summary>
    Width,

    /// <summary>A block of elements (<see cref="GenEmu.Abstractions.IBlockPortDevice"/>) is what as many single accesses are.</summary>
    Blocks,

    /// <summary>Every access is answered in the end.</summary>
    Unanswered,

    /// <summary>When an answer comes is a matter of virtual time: <see cref="GenEmu.Abstractions.IDeviceHost.CompleteAt"/>, not how long the host took.</summary>
    HostTime,

    /// <summary>Everything but <see cref="GenEmu.Abstractions.IDeviceHost.Post"/> is called on the machine's thread.</summary>
    Threads,

    /// <summary>The same inputs give the same answers: no wall clock, no random numbers, no hash codes.</summary>
    Determinism,

    /// <summary>Two instances have nothing in common: no static state.</summary>
    Sharing,

    /// <summary>An access that waits has changed no state before its last wait.</summary>
    StateBeforeWait,

    /// <summary>An access that was cancelled changes nothing any more.</summary>
    Cancellation,

    /// <summary>After a hard reset no timer of before does anything.</summary>
    ResetTimers,

    /// <summary>After a hard reset wires have the levels of power-on.</summary>
    ResetWires,

    /// <summary>After a hard reset claims are where they were at power-on.</summary>
    ResetClaims,

    /// <summary>INIT resets the CPUs, not the device.</summary>
    Init,

    /// <summary>Saving changes nothing, and saving twice gives the same.</summary>
    Save,

    /// <summary>A fresh instance that loads a state goes on exactly as the one that saved it.</summary>
    Load,

    /// <summary>A state that is damaged or from a newer version is refused with an exception.</summary>
    LoadChecks,

    /// <summary>After its unloading the device does nothing any more.</summary>
    Unload,
}
