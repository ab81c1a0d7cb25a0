namespace GenEmu.Snapshots;

/// <summary>What the guest had written to a medium that keeps it in memory.</summary>
/// <param name="Drive">The drive.</param>
/// <param name="Written">What was written.</param>
internal sealed record SnapshotDisk(string Drive, OverlayImage Written);
