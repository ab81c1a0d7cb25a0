namespace GenEmu.Abstractions;

/// <summary>The parameters of one device instance: text by key, as in <c>--device uart,port=0x3F8,irq=4</c>.</summary>
public interface IDeviceConfiguration
{
    /// <summary>The keys that were given.</summary>
    IReadOnlyCollection<string> Keys { get; }

    /// <summary>A parameter as text.</summary>
    /// <param name="key">The key, case-sensitive.</param>
    /// <returns>The text, or <see langword="null"/> if it was not given.</returns>
    string? this[string key] { get; }
}
