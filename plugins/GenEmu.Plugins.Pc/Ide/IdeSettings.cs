namespace GenEmu.Plugins.Pc;

/// <summary>What a channel needs to know of its controller.</summary>
/// <param name="Latency">Virtual nanoseconds that work on the medium takes.</param>
/// <param name="MayMaster">Whether the PCI command register lets the controller be a bus master.</param>
internal sealed record IdeSettings(long Latency, Func<bool> MayMaster);
