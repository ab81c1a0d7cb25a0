using GenEmu.Abstractions;

namespace GenEmu.Devices.Generators.Tests.Support;

/// <summary>A wire with one driver.</summary>
internal sealed class FakeWire(string name) : IWire
{
    public string Name => name;

    public bool Level { get; private set; }

    public void Set(bool level) => Level = level;

    public void Listen(Action<bool> listener) => throw new NotSupportedException();
}
