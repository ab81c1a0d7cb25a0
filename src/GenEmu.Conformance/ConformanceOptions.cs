using GenEmu.Abstractions;

namespace GenEmu.Conformance;

/// <summary>How a device is tried.</summary>
public sealed record ConformanceOptions
{
    /// <summary>Where the random part of the traffic comes from: the same seed gives the same traffic.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many random steps follow the script and the sweep over all registers. Time grows with the square of it.</summary>
    public int Steps { get; init; } = 150;

    /// <summary>What the guest does first: bring the device to where it does something, for random values seldom do.</summary>
    public IReadOnlyList<TrafficStep> Script { get; init; } = [];

    /// <summary>The device's parameters.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Contents for <see cref="IDeviceHost.File"/>.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>Contents for <see cref="IDeviceHost.Disk"/>; every run has a writable copy.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Disks { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>Makes other devices that this one needs beside it; a new set for every run.</summary>
    public Func<IReadOnlyList<IDevice>>? Companions { get; init; }

    /// <summary>How long a call, or the host's work for an answer, may take by the host's clock.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Rules that this device breaks on purpose.</summary>
    public IReadOnlySet<ConformanceRule> Except { get; init; } = new HashSet<ConformanceRule>();
}
