using GenEmu.Abstractions;

namespace GenEmu;

/// <summary>A device in a machine.</summary>
/// <param name="Name">Its name, unique in the machine.</param>
/// <param name="Device">The device.</param>
public sealed record MachineDevice(string Name, IDevice Device);
