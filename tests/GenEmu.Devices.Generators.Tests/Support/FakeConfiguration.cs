using GenEmu.Abstractions;

namespace GenEmu.Devices.Generators.Tests.Support;

/// <summary>Parameters as on a command line: <c>io=0x2F8,irq=3</c>.</summary>
internal sealed class FakeConfiguration(string text) : IDeviceConfiguration
{
    private readonly Dictionary<string, string> _values = text
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('='))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    public IReadOnlyCollection<string> Keys => _values.Keys;

    public string? this[string key] => _values.GetValueOrDefault(key);
}
