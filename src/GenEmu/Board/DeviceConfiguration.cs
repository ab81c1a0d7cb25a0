using GenEmu.Abstractions;

namespace GenEmu.Board;

/// <summary>One instance's parameters.</summary>
internal sealed class DeviceConfiguration(IReadOnlyDictionary<string, string> parameters) : IDeviceConfiguration
{
    public IReadOnlyCollection<string> Keys { get; } = [.. parameters.Keys];

    public string? this[string key] => parameters.GetValueOrDefault(key);
}
