namespace GenEmu;

/// <summary>A fingerprint of everything in a machine that its guest could notice. Two runs with equal fingerprints went the same way.</summary>
/// <remarks>SHA-256 of each part: every CPU's registers, memory, every device's <c>[State]</c>, what was written to disks with an overlay, and virtual time. Compared by <see cref="Value"/>.</remarks>
public sealed class StateHash : IEquatable<StateHash>
{
    internal StateHash(string value, IReadOnlyDictionary<string, string> parts) => (Value, Parts) = (value, parts);

    /// <summary>The fingerprint of all parts, 64 hexadecimal digits.</summary>
    public string Value { get; }

    /// <summary>Each part's fingerprint by name: <c>cpu 0</c>, <c>memory</c>, <c>memory of vga</c>, <c>device pic</c>, <c>disk disk0</c>, <c>time</c>.</summary>
    public IReadOnlyDictionary<string, string> Parts { get; }

    /// <summary>The names of the parts in which another machine differs.</summary>
    /// <param name="other">Its fingerprint.</param>
    /// <returns>The names; none if both are equal.</returns>
    public IReadOnlyList<string> DifferencesTo(StateHash other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return [.. Parts.Keys.Union(other.Parts.Keys).Where(name => Parts.GetValueOrDefault(name) != other.Parts.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public bool Equals(StateHash? other) => other is not null && Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StateHash);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
