namespace GenEmu.Abstractions;

/// <summary>Marks a <c>partial</c> class as a device: the generator writes its claims, dispatch, saving and loading.</summary>
/// <param name="id">The kind's name, unique among all plugins: <c>vendor.chip</c> in lower case.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DeviceAttribute(string id) : Attribute
{
    /// <summary>The kind's name.</summary>
    public string Id { get; } = id;

    /// <summary>The version of the saved state's layout, from 1.</summary>
    public int Version { get; set; } = 1;

    /// <summary>One line for <c>genemu devices</c>.</summary>
    public string Summary { get; set; } = "";
}
