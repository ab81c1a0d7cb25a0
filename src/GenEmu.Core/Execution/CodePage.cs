using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>The decoded code of one page of memory.</summary>
internal sealed class CodePage
{
    private const int LineShift = 6;

    // A page that is patched and run in turn stays protected: that is cheaper than to take its direct writes away again each time.
    private const int MostIdleWrites = 32;

    private ulong _lines;
    private int _idleWrites;

    /// <summary>All blocks on the page, stale ones included.</summary>
    public List<Block> Blocks { get; } = [];

    /// <summary>How many of them are not stale.</summary>
    public int Live { get; set; }

    public void Add(Block block)
    {
        _lines |= Lines(block.Offset, block.Length);
        Blocks.Add(block);
        block.Page = this;
        Revive();
    }

    /// <summary>A block of the page is to be run from now on.</summary>
    public void Revive()
    {
        Live++;
        _idleWrites = 0;
    }

    /// <summary>Whether a block may be in the 64-byte lines of a range; most data beside code is not.</summary>
    public bool MayHold(ulong offset, int length) => (_lines & Lines(offset, length)) != 0;

    /// <summary>Whether writes are to be heard of further on, asked once a write: while code may be run, and a while after that.</summary>
    public bool StaysProtected() => Live > 0 || ++_idleWrites < MostIdleWrites;

    private static ulong Lines(ulong offset, int length)
    {
        int first = (int)(offset & (RamBlock.PageSize - 1)) >> LineShift;
        int last = (int)((offset & (RamBlock.PageSize - 1)) + (ulong)length - 1) >> LineShift;        // a range ends on its page
        return (ulong.MaxValue >> (63 - (last - first))) << first;
    }
}
