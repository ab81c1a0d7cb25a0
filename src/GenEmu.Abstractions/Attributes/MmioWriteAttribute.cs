namespace GenEmu.Abstractions;

/// <summary>Takes writes to memory-mapped registers. The last parameter but the token is the value: byte, ushort, uint or ulong (the access width). Returns void, or ValueTask; may take the offset within the range (int) first and, if asynchronous, a CancellationToken last.</summary>
/// <param name="offset">The first of the bytes: absolute, or relative to <see cref="Base"/>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class MmioWriteAttribute(long offset = 0) : Attribute
{
    /// <summary>The first of the bytes: absolute, or relative to <see cref="Base"/>.</summary>
    public long Offset { get; set; } = offset;

    /// <summary>The name of a base that <see cref="MmioBaseAttribute"/> declares; <see langword="null"/> for an absolute address.</summary>
    public string? Base { get; set; }

    /// <summary>How many bytes the method answers; at least as many as one access takes. Accesses may start anywhere in the range where they fit.</summary>
    public long Length { get; set; } = 1;

    /// <summary>Of several claims on one place, the highest answers.</summary>
    public int Priority { get; set; }

    /// <summary>Whether writes may reach the method late, as <see cref="PortClaim.Coalesce"/> describes. Every write method of the same bytes must say the same. Not for methods that answer later.</summary>
    public bool Coalesce { get; set; }
}
