namespace GenEmu.Abstractions;

/// <summary>Answers reads of a port. Returns byte, ushort or uint (the access width), or a ValueTask of one; may take the offset within the range (int) and, if asynchronous, a CancellationToken.</summary>
/// <param name="offset">The first of the ports: absolute, or relative to <see cref="Base"/>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class PortReadAttribute(int offset = 0) : Attribute
{
    /// <summary>The first of the ports: absolute, or relative to <see cref="Base"/>.</summary>
    public int Offset { get; set; } = offset;

    /// <summary>The name of a base that <see cref="PortBaseAttribute"/> declares; <see langword="null"/> for an absolute port.</summary>
    public string? Base { get; set; }

    /// <summary>How many ports the method answers; at least as many as one access takes. Accesses may start anywhere in the range where they fit.</summary>
    public int Length { get; set; } = 1;

    /// <summary>Of several claims on one place, the highest answers.</summary>
    public int Priority { get; set; }

    /// <summary>Whether elements of REP INS may be moved in one go, as <see cref="PortClaim.Batch"/> describes. Not for methods that answer later.</summary>
    public bool Batch { get; set; }
}
