using GenEmu.Abstractions;

namespace GenEmu.Board;

/// <summary>A device and its place on the board.</summary>
internal sealed record AttachedDevice(string Name, string? Location, IDevice Device, DeviceHost Host);
