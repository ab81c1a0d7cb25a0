using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>Decoded instructions that run one after the other, within one page.</summary>
internal sealed unsafe class Block(BlockKey key, RamBlock ram, ulong offset)
{
    private delegate*<VcpuState*, Op*, long, ulong, ulong, void> _entry;

    public BlockKey Key { get; } = key;

    public RamBlock Ram { get; } = ram;

    /// <summary>The first byte's offset in <see cref="Ram"/>.</summary>
    public ulong Offset { get; } = offset;

    /// <summary>The number of code bytes.</summary>
    public int Length { get; set; }

    public Op* First { get; set; }

    public int Count { get; set; }

    /// <summary>The page whose writes the block hears of; null before it is kept, and once another has taken its place.</summary>
    public CodePage? Page { get; set; }

    /// <summary>Whether its bytes may have changed: its first op's handler leaves then.</summary>
    public bool IsStale { get; private set; }

    /// <summary>Bars the way into the block.</summary>
    /// <param name="handler">The handler that leaves.</param>
    public void MakeStale(delegate*<VcpuState*, Op*, long, ulong, ulong, void> handler)
    {
        IsStale = true;
        _entry = First->Direct;
        First->Direct = handler;
    }

    /// <summary>Opens the way into the block again.</summary>
    public void MakeFresh()
    {
        IsStale = false;
        First->Direct = _entry;
    }

    public bool Overlaps(ulong offset, int length) => Offset < offset + (ulong)length && offset < Offset + (ulong)Length;
}
