namespace GenEmu.Snapshots;

/// <summary>What a snapshot knows of a device beside its state: the machine that takes the snapshot over must have the same.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind's id.</param>
/// <param name="Parameters">Its parameters, in order of their keys.</param>
internal sealed record DeviceOutline(string Name, string Kind, IReadOnlyList<KeyValuePair<string, string>> Parameters);
