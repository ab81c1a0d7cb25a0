namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>The two machines that must not differ.</summary>
internal sealed class FuzzMachines : IDisposable
{
    public FuzzMachine Direct { get; } = new(recordOnly: false);

    public FuzzMachine Recorded { get; } = new(recordOnly: true);

    public void Dispose()
    {
        Direct.Dispose();
        Recorded.Dispose();
    }
}
