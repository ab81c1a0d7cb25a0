namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>How a fuzzed processor runs.</summary>
internal enum FuzzMode
{
    Real,

    /// <summary>Real mode with data segments of 4 GiB.</summary>
    Unreal,

    Protected16,

    /// <summary>32 bits, DS, ES and SS flat.</summary>
    Flat32,

    /// <summary>32 bits, segments of any base, limit and kind.</summary>
    Segmented32,

    Virtual8086,
}
