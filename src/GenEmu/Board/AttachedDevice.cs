using GenEmu.Abstractions;

namespace GenEmu.Board;

/// <summary>A device and its place on the board.</summary>
/// <param name="Name">Its name, unique in the machine.</param>
/// <param name="Location">Where it was described, for messages.</param>
/// <param name="Kind">What it is one of.</param>
/// <param name="Device">The device.</param>
/// <param name="Host">Its view of the machine.</param>
internal sealed record AttachedDevice(string Name, string? Location, DeviceKind Kind, IDevice Device, DeviceHost Host);
