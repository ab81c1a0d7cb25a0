namespace GenEmu.Devices.Generators.Model;

/// <summary>What an address is an address of.</summary>
internal enum AddressSpace
{
    Port,
    Mmio,
}
