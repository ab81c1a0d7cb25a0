namespace GenEmu.Devices.Generators.Model;

/// <summary>A field that configuration sets.</summary>
/// <param name="Member">The field, or the property whose backing field it is.</param>
/// <param name="Key">The configuration's key.</param>
/// <param name="Reader">The method of <c>DeviceConfigurationExtensions</c> that reads it; <see langword="null"/> for text.</param>
internal sealed record ParameterModel(string Member, string Key, string? Reader);
