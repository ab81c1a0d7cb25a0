namespace GenEmu;

/// <summary>A parameter of a kind of device.</summary>
/// <param name="Key">The key.</param>
/// <param name="Default">The value if it is not given, where it is known.</param>
/// <param name="Summary">One line on it.</param>
public sealed record DeviceParameter(string Key, string? Default, string Summary);
