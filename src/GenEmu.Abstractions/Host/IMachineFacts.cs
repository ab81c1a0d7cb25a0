namespace GenEmu.Abstractions;

/// <summary>Facts about the machine that firmware interfaces pass on to the guest.</summary>
public interface IMachineFacts
{
    /// <summary>System RAM in bytes.</summary>
    ulong MemorySize { get; }

    /// <summary>System RAM below 4 GiB in bytes; the rest, if any, starts at 4 GiB.</summary>
    ulong LowMemorySize { get; }

    /// <summary>The number of CPUs.</summary>
    int CpuCount { get; }
}
