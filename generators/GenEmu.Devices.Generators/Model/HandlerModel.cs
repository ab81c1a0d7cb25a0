namespace GenEmu.Devices.Generators.Model;

/// <summary>One access attribute on one method: the method answers accesses of one width in one direction in one range.</summary>
/// <param name="Method">How to call it: <c>this.ReadData</c>.</param>
/// <param name="Space">Ports or memory.</param>
/// <param name="IsRead">Reads, or writes.</param>
/// <param name="IsAsync">Whether it returns a ValueTask.</param>
/// <param name="TakesOffset">Whether it takes the offset within the range.</param>
/// <param name="TakesToken">Whether it takes a CancellationToken.</param>
/// <param name="Width">The bytes of an access.</param>
/// <param name="Base">The key of its base; <see langword="null"/> for an absolute place.</param>
/// <param name="Start">The first port or byte, relative to the base.</param>
/// <param name="Length">The ports or bytes of the range, at least <paramref name="Width"/>.</param>
/// <param name="Priority">The priority of its claim.</param>
/// <param name="Batch">Whether elements of strings may be moved in one go.</param>
/// <param name="Coalesce">Whether writes may wait.</param>
internal sealed record HandlerModel(
    string Method,
    AddressSpace Space,
    bool IsRead,
    bool IsAsync,
    bool TakesOffset,
    bool TakesToken,
    int Width,
    string? Base,
    long Start,
    long Length,
    int Priority,
    bool Batch,
    bool Coalesce)
{
    /// <summary>The first port or byte behind the range.</summary>
    public long End => Start + Length;

    /// <summary>Where the last access that fits into the range starts.</summary>
    public long Last => End - Width;

    /// <summary>The method's name, for messages.</summary>
    public string ShortName => Method.Substring(Method.LastIndexOf('.') + 1);
}
