namespace GenEmu.Abstractions;

/// <summary>The machine's ACPI tables. Whoever starts an operating system (firmware through fw_cfg, or a boot loader) asks for them and puts them into memory.</summary>
/// <remarks>For the machine's thread; complete once <see cref="IDevice.Reset"/> is called.</remarks>
public interface IAcpiTables
{
    /// <summary>Makes the tables anew.</summary>
    /// <returns>The tables, not at any address yet.</returns>
    AcpiImage Build();
}
