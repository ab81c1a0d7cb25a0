namespace GenEmu.Plugins.Pc;

/// <summary>Where a VGA sits.</summary>
internal enum VgaBus
{
    /// <summary>In a PCI slot.</summary>
    Pci,

    /// <summary>At fixed addresses.</summary>
    Isa,
}
