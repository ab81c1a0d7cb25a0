namespace GenEmu.Conformance.Bench;

/// <summary>How fast the host does a device's work.</summary>
internal enum HostPace
{
    /// <summary>As it comes; what has a deadline is looked at then.</summary>
    Late,

    /// <summary>It is done before the device goes on.</summary>
    Early,
}
