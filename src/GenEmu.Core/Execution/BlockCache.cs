using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenEmu.Core.Cpu;
using GenEmu.Core.Debug;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>A vCPU's decoded code.</summary>
/// <remarks>
/// Pages that hold decoded code are write-protected in the TLBs, so a write to one reaches <see cref="Invalidate"/> before it takes effect.
/// A block that was written to becomes stale: it stays where it is, may not be entered, and is repaired when it is next wanted.
/// Ops stay readable until <see cref="Flush"/>, and unchanged until <see cref="Find"/> and <see cref="Enter"/>: those happen only between instructions.
/// When the arena is full, everything is forgotten; that bounds what decoded code costs.
/// </remarks>
internal sealed unsafe partial class BlockCache : IDisposable
{
    /// <summary>What ops may take, and their blocks' bytes.</summary>
    public const int ArenaBytes = 16 << 20;

    private const int MaxOps = 64;
    private const int MostForgets = 0xFF_FFFF;

    private readonly Dictionary<BlockKey, Block> _blocks = [];
    private readonly Dictionary<nint, CodePage> _pages = [];
    private readonly List<Block> _numbered = [];
    private readonly PhysicalMemory _memory;
    private readonly VcpuState* _s;
    private readonly DirectTable _direct;
    private readonly HostDebug _hostDebug;
    private readonly CpuFeatures _features;
    private readonly BlockFuser _fuser;
    private byte* _arena;
    private int _used;
    private int _forgets;
    private Op* _staleFrom = (Op*)nuint.MaxValue;
    private Op* _staleTo;

    public BlockCache(PhysicalMemory memory, VcpuState* s, DirectTable direct, HostDebug hostDebug, CpuFeatures features)
    {
        _memory = memory;
        _s = s;
        _direct = direct;
        _hostDebug = hostDebug;
        _features = features;
        _fuser = new BlockFuser(direct);
        _arena = (byte*)NativeMemory.AlignedAlloc(ArenaBytes, 64);
    }

    ~BlockCache() => NativeMemory.AlignedFree(_arena);

    /// <summary>After how many executions a block is fused, which takes about as long as those: 0 for never.</summary>
    public long FuseAfter { get; set; } = RuntimeFeature.IsDynamicCodeCompiled ? 10_000 : 0;

    /// <summary>Grows whenever decoded code went away or became stale: an op pointer taken before is to be followed only if <see cref="StillHolds"/>.</summary>
    public int Version { get; private set; }

    /// <summary>Bytes of the arena in use, at most <see cref="ArenaBytes"/>.</summary>
    public int Used => _used;

    /// <summary>How many blocks there are, stale ones included.</summary>
    public int Count => _numbered.Count;

    /// <summary>The block at a place in memory, decoded if need be; null where an instruction crosses the page or is too long.</summary>
    public Block? Find(RamBlock ram, ulong offset, ulong ip, uint mode, CodeMode size)
    {
        var key = new BlockKey((nint)(ram.Base + offset), ip, mode);
        if (_blocks.TryGetValue(key, out Block? block))
        {
            if (!block.IsStale || Repair(block))
            {
                return block;
            }

            Replace(block);
        }

        if (_used + ((MaxOps + 1) * sizeof(Op)) + sizeof(BlockExits) + (MaxOps * Decoder.MaxLength) > ArenaBytes)
        {
            Flush();
        }

        return Build(key, ram, offset, size);
    }

    /// <summary>A block's first op, if it is known to lead where the vCPU wants to go on; null if its instructions have moved.</summary>
    public Op* Enter(Op* first)
    {
        if ((nint)first->Direct != (nint)_direct.Stale)
        {
            return first;
        }

        Block block = _numbered[BlockExits.Of(first + first->Remaining - 1)->Number];
        return !block.IsStale || Repair(block) ? first : null;
    }

    /// <summary>Makes the blocks stale that a write is about to change.</summary>
    /// <returns>Whether later writes to the page are to be heard of.</returns>
    public bool Invalidate(RamBlock ram, ulong offset, int length)
    {
        nint page = (nint)(ram.Base + (offset & Tlb.PageMask));
        if (!_pages.TryGetValue(page, out CodePage? code))
        {
            return false;
        }

        if (code.MayHold(offset, length))
        {
            foreach (Block block in code.Blocks)
            {
                if (!block.IsStale && block.Overlaps(offset, length))
                {
                    MakeStale(block);
                    code.Live--;
                }
            }
        }

        return code.StaysProtected();
    }

    /// <summary>Whether an op taken before <see cref="Version"/> grew is still as it was. Forgets what became stale up to now.</summary>
    public bool StillHolds(Op* o)
    {
        bool holds = o >= _arena && o < _arena + ArenaBytes && (o < _staleFrom || o >= _staleTo);
        _staleFrom = (Op*)nuint.MaxValue;
        _staleTo = null;
        return holds;
    }

    /// <summary>Forgets everything. Pages keep their code flag until they are next written to.</summary>
    public void Flush()
    {
        Version++;
        _staleFrom = null;
        _staleTo = (Op*)nuint.MaxValue;
        _blocks.Clear();
        _pages.Clear();
        _fuser.Clear();
        _numbered.Clear();
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

    /// <summary>A block has been executed often enough.</summary>
    public void Fuse(Op* first)
    {
        int count = first->Remaining;
        BlockExits* exits = BlockExits.Of(first + count - 1);
        first->Direct = exits->First;
        exits->IsFused = true;
        _fuser.Fuse(first, count);
    }

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
            ends = Ends(op);
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
        *exits = new BlockExits { Number = _numbered.Count };
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

        if (FuseAfter > 0 && _fuser.MayFuse(block.First, block.Count))
        {
            exits->Heat = FuseAfter;
            exits->First = block.First->Direct;
            block.First->Direct = _direct.Count;
        }

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

    private static bool Ends(Op* op)
        => (op->Flags & OpFlags.Invalid) != 0 || (InstructionTable.Forms[op->Form].Flags & FormFlags.EndsBlock) != 0;

    private void Keep(Block block)
    {
        nint page = (nint)(block.Ram.Base + (block.Offset & Tlb.PageMask));
        if (!_pages.TryGetValue(page, out CodePage? code))
        {
            _pages.Add(page, code = new CodePage());
        }

        _memory.KeepCode(block.Ram, block.Offset);
        code.Add(block);
        _blocks.Add(block.Key, block);
        _numbered.Add(block);
    }

    /// <summary>Ends all links between blocks.</summary>
    private void Unlink()
    {
        if (_forgets++ == MostForgets)
        {
            _forgets = 0;
            foreach (Block block in _blocks.Values)
            {
                BlockExits.Of(block.First + block.Count - 1)->Forget();
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
