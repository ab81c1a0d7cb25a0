namespace GenEmu.Abstractions;

/// <summary>What a reset resets. Devices hear of every kind, the CPU's own included.</summary>
public enum ResetKind
{
    /// <summary>Only the CPUs, by their INIT# pin: RAM, devices, MSRs and the floating-point state stay as they are.</summary>
    Init,

    /// <summary>The CPUs and every device; RAM keeps its contents.</summary>
    Hard,

    /// <summary>Power was cut and came back: as <see cref="Hard"/>, and RAM is cleared.</summary>
    PowerOn,
}
