namespace GenEmu.Time;

/// <summary>Something that the host does on the machine's thread, at a boundary.</summary>
/// <param name="Action">What it does.</param>
/// <param name="IsChore">Whether it is the machine's own housekeeping, which a recording need not know of.</param>
internal sealed record HostAction(Action Action, bool IsChore = false);
