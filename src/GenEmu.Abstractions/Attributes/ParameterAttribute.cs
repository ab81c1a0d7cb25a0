namespace GenEmu.Abstractions;

/// <summary>Marks a field that configuration sets before claims are made: a number, a bool, a string or an enumeration. Its initializer is the default.</summary>
/// <param name="key">The key: <c>irq</c>.</param>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class ParameterAttribute(string key) : Attribute
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;

    /// <summary>One line for <c>genemu devices</c>.</summary>
    public string Summary { get; set; } = "";
}
