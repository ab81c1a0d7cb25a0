namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>The two machines that must not differ.</summary>
/// <param name="isFused">Whether the direct one fuses every block before it is executed.</param>
internal sealed class FuzzMachines(bool isFused) : IDisposable
{
    public FuzzMachine Direct { get; } = new(recordOnly: false, isFused);

    public FuzzMachine Recorded { get; } = new(recordOnly: true, isFused: false);

    public void Dispose()
    {
        Direct.Dispose();
        Recorded.Dispose();
    }
}
