using GenEmu.Core.State;

namespace GenEmu.Snapshots;

/// <summary>The state of one CPU, device, or of the board.</summary>
/// <param name="Name"><c>board</c>, <c>cpu 0</c>, <c>device pic</c>.</param>
/// <param name="State">Its values.</param>
internal sealed record SnapshotPart(string Name, StateBag State);
