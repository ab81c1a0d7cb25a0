using GenEmu.Core.Memory;

namespace GenEmu.Snapshots;

/// <summary>The contents of one block of memory.</summary>
/// <param name="Name"><c>system</c>, or the device that owns it with the number of the region.</param>
/// <param name="Image">The contents.</param>
internal sealed record SnapshotMemory(string Name, RamImage Image);
