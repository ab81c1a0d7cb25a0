using System.Collections.Immutable;

namespace GenEmu;

/// <summary>What had been written to a medium at one moment. It does not change, and successive images share their blocks.</summary>
/// <param name="Blocks">The blocks' bytes by their number.</param>
internal sealed record OverlayImage(ImmutableDictionary<long, byte[]> Blocks)
{
    /// <summary>Bytes in a block.</summary>
    public const int BlockSize = 4096;

    public static OverlayImage Empty { get; } = new(ImmutableDictionary<long, byte[]>.Empty);
}
