namespace GenEmu.Abstractions;

/// <summary>Declares a named base that configuration can set, so that one class serves any number of instances.</summary>
/// <param name="name">The name, which is also the configuration's key: <c>io</c>.</param>
/// <param name="address">The value if the configuration does not give one.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MmioBaseAttribute(string name, ulong address) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The value if the configuration does not give one.</summary>
    public ulong Address { get; } = address;

    /// <summary>Whether the claims answer from the start; a PCI BAR does not.</summary>
    public bool Enabled { get; set; } = true;
}
