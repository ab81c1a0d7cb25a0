namespace GenEmu.Plugins.Pc;

/// <summary>The names of the four PCI interrupt lines between the slots and the router in the PIIX3.</summary>
internal static class PirqWires
{
    /// <summary>PIRQA# to PIRQD#; high means asserted.</summary>
    public static IReadOnlyList<string> Names { get; } = ["pirqa", "pirqb", "pirqc", "pirqd"];
}
