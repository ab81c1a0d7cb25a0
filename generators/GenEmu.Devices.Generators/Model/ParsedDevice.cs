namespace GenEmu.Devices.Generators.Model;

/// <summary>What became of one <c>[Device]</c> class: what to write (nothing if it cannot be extended), and what is wrong with it.</summary>
internal sealed record ParsedDevice(DeviceModel? Model, EquatableArray<DiagnosticInfo> Diagnostics);
