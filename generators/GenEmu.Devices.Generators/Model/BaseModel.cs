namespace GenEmu.Devices.Generators.Model;

/// <summary>A named base.</summary>
/// <param name="Space">Ports or memory.</param>
/// <param name="Key">Its name, which is the configuration's key.</param>
/// <param name="Name">The same as an identifier in Pascal case.</param>
/// <param name="Address">The value if the configuration gives none.</param>
/// <param name="Enabled">Whether its claims answer from the start.</param>
internal sealed record BaseModel(AddressSpace Space, string Key, string Name, ulong Address, bool Enabled);
