using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>Decoded instructions that run one after the other, within one page.</summary>
internal sealed unsafe class Block(BlockKey key, RamBlock ram, ulong offset)
{
    public BlockKey Key { get; } = key;

    public RamBlock Ram { get; } = ram;

    /// <summary>The first byte's offset in <see cref="Ram"/>.</summary>
    public ulong Offset { get; } = offset;

    /// <summary>The number of code bytes.</summary>
    public int Length { get; set; }

    public Op* First { get; set; }

    public int Count { get; set; }

    public bool Overlaps(ulong offset, int length) => Offset < offset + (ulong)length && offset < Offset + (ulong)Length;
}
