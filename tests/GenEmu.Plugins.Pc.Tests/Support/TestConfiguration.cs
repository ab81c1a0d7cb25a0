using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>Parameters written as on the command line: <c>io=0x2F8,irq=3</c>.</summary>
public sealed class TestConfiguration(string parameters) : IDeviceConfiguration
{
    private readonly Dictionary<string, string> _values = parameters
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    public IReadOnlyCollection<string> Keys => _values.Keys;

    public string? this[string key] => _values.GetValueOrDefault(key);
}
