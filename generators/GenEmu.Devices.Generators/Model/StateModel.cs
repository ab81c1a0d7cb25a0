namespace GenEmu.Devices.Generators.Model;

/// <summary>A saved field.</summary>
/// <param name="Member">The field, or the property whose backing field it is.</param>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Its type, or its elements' type.</param>
/// <param name="IsArray">Whether it is an array.</param>
internal sealed record StateModel(string Member, string Name, string Type, bool IsArray);
