using System.Runtime.InteropServices;
using GenEmu.Core.Cpu;
using GenEmu.Core.Debug;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>A vCPU's decoded code.</summary>
/// <remarks>
/// Pages that hold decoded code are write-protected in the TLBs, so a write to one reaches <see cref="Invalidate"/> before it takes effect.
/// An invalidated block's ops stay readable until <see cref="Flush"/>, which happens only between instructions.
/// </remarks>
internal sealed unsafe class BlockCache : IDisposable
{
    private const int MaxOps = 64;
    private const int MostForgets = 0xFF_FFFF;
    private const int ArenaBytes = 4 << 20;

    private readonly Dictionary<BlockKey, Block> _blocks = [];
    private readonly Dictionary<nint, List<Block>> _pages = [];
    private readonly PhysicalMemory _memory;
    private readonly VcpuState* _s;
    private readonly DirectTable _direct;
    private readonly HostDebug _hostDebug;
    private readonly CpuFeatures _features;
    private byte* _arena;
    private int _used;
    private int _forgets;

    public BlockCache(PhysicalMemory memory, VcpuState* s, DirectTable direct, HostDebug hostDebug, CpuFeatures features)
    {
        _memory = memory;
        _s = s;
        _direct = direct;
        _hostDebug = hostDebug;
        _features = features;
        _arena = (byte*)NativeMemory.AlignedAlloc(ArenaBytes, 64);
    }

    ~BlockCache() => NativeMemory.AlignedFree(_arena);

    /// <summary>Grows whenever decoded code went away: an op pointer taken before is not to be followed any more.</summary>
    public int Version { get; private set; }

    /// <summary>The block at a place in memory, decoded if need be; null where an instruction crosses the page or is too long.</summary>
    public Block? Find(RamBlock ram, ulong offset, ulong ip, uint mode, CodeMode size)
    {
        var key = new BlockKey((nint)(ram.Base + offset), ip, mode);
        if (_blocks.TryGetValue(key, out Block? block))
        {
            return block;
        }

        if (_used + ((MaxOps + 1) * sizeof(Op)) + sizeof(BlockExits) + (MaxOps * Decoder.MaxLength) > ArenaBytes)
        {
            Flush();
        }

        return Build(key, ram, offset, size);
    }

    /// <summary>Forgets the code that a write is about to change.</summary>
    /// <returns>Whether other code is left on the page.</returns>
    public bool Invalidate(RamBlock ram, ulong offset, int length)
    {
        nint page = (nint)(ram.Base + (offset & Tlb.PageMask));
        if (!_pages.TryGetValue(page, out List<Block>? blocks))
        {
            return false;
        }

        for (int i = blocks.Count - 1; i >= 0; i--)
        {
            if (blocks[i].Overlaps(offset, length))
            {
                Remove(blocks[i]);
                blocks.RemoveAt(i);
            }
        }

        if (blocks.Count == 0)
        {
            _pages.Remove(page);
        }

        return blocks.Count > 0;
    }

    /// <summary>Forgets everything. Pages keep their code flag until they are next written to.</summary>
    public void Flush()
    {
        Version++;
        _blocks.Clear();
        _pages.Clear();
        _used = 0;
        ClearJumps();
    }

    /// <summary>Forgets which block an IP leads to: translations changed, the blocks themselves are still right.</summary>
    public void ClearJumps()
    {
        new Span<JumpEntry>(_s->Jumps, JumpCache.Entries).Clear();
        Unlink();
    }

    /// <summary>The code key changed, so other links between blocks hold: those that were made under this one.</summary>
    public void StampLinks() => _s->LinkStamp = _s->CodeKey | ((ulong)_forgets << 8);        // the key has its segment base above that, and its mode below

    /// <summary>Gives an op whose bytes are no instruction a handler: #UD.</summary>
    public static void CheckValid(Op* op)
    {
        if ((op->Flags & OpFlags.Invalid) != 0)
        {
            op->Recorded = &Invalid;
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_arena);
        _arena = null;
        GC.SuppressFinalize(this);
    }

    private Block? Build(BlockKey key, RamBlock ram, ulong offset, CodeMode size)
    {
        int available = (int)(RamBlock.PageSize - (offset & (RamBlock.PageSize - 1)));
        var code = new ReadOnlySpan<byte>(ram.At(offset), available);      // to the end of the page, which lies in the block
        var first = (Op*)(_arena + _used);
        int count = 0;
        int length = 0;
        bool ends = false;
        bool wraps = false;
        while (count < MaxOps && !ends && !wraps)
        {
            Op* op = first + count;
            ulong ip = count == 0 ? key.Ip : first[count - 1].Next;
            if (Decoder.Decode(code[length..], ip, size, op, _features) != DecodeResult.Decoded)
            {
                break;
            }

            length += op->Length;
            count++;
            ends = (op->Flags & OpFlags.Invalid) != 0 || (InstructionTable.Forms[op->Form].Flags & FormFlags.EndsBlock) != 0;
            wraps = op->Next < ip;
        }

        if (count == 0)
        {
            return null;
        }

        var block = new Block(key, ram, offset) { First = first, Count = count, Length = length };
        Finish(block, code[..length], key.Mode);
        Keep(block);
        return block;
    }

    /// <summary>Copies the bytes behind the ops, chooses direct handlers, and closes the block with an op that goes on at the next one.</summary>
    private void Finish(Block block, ReadOnlySpan<byte> code, uint mode)
    {
        Op* end = block.First + block.Count;
        var exits = BlockExits.Of(end - 1);
        *exits = default;
        var bytes = (byte*)(exits + 1);
        code.CopyTo(new Span<byte>(bytes, code.Length));        // Find left room for MaxOps + 1 ops, the exits and the bytes
        for (int i = 0; i < block.Count; i++)
        {
            Op* op = block.First + i;
            op->Code = bytes;
            op->Remaining = (ushort)(block.Count - i);
            bytes += op->Length;
            CheckValid(op);
        }

        ChooseHandlers(block, mode);

        *end = new Op { Ip = end[-1].Next, Next = end[-1].Next, Direct = _direct.Continue };
        _used = (int)(((bytes - _arena) + 63) & ~63);
    }

    /// <summary>From the last op to the first: what an op does to the flags decides whether those before it have to make any.</summary>
    private void ChooseHandlers(Block block, uint mode)
    {
        bool flagsLive = true;
        for (Op* op = block.First + block.Count - 1; op >= block.First; op--)
        {
            op->Direct = _direct.Handler(op, mode, ref flagsLive);
            int offset = (int)((block.Offset + (ulong)(op->Code - block.First->Code)) & ~Tlb.PageMask);
            if (_hostDebug.WatchesCode && _hostDebug.MayStopAt(offset))
            {
                op->Direct = _direct.Leave;
                flagsLive = true;
            }
        }
    }

    private void Keep(Block block)
    {
        nint page = (nint)(block.Ram.Base + (block.Offset & Tlb.PageMask));
        if (!_pages.TryGetValue(page, out List<Block>? blocks))
        {
            _pages.Add(page, blocks = []);
        }

        _memory.KeepCode(block.Ram, block.Offset);
        blocks.Add(block);
        _blocks.Add(block.Key, block);
    }

    private void Remove(Block block)
    {
        Version++;
        _blocks.Remove(block.Key);
        Unlink();
        JumpEntry* entry = Direct.Lookup(_s, block.Key.Ip);
        if (entry->First == block.First)
        {
            *entry = default;
        }
    }

    /// <summary>Ends all links between blocks.</summary>
    private void Unlink()
    {
        if (_forgets++ == MostForgets)
        {
            _forgets = 0;
            foreach (Block block in _blocks.Values)
            {
                *BlockExits.Of(block.First + block.Count - 1) = default;
            }
        }

        StampLinks();
    }

    private static Status Invalid(Transaction t, Op* o)
    {
        t.Raise(Vector.Ud);
        return t.Status;
    }
}
