namespace GenEmu.Abstractions;

/// <summary>Marks a field as part of the saved state: a number, an enumeration, a structure without references, or an array of them.</summary>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class StateAttribute : Attribute
{
    /// <summary>The name in the file; the field's own without its underscore if not given.</summary>
    public string? Name { get; set; }
}
