using System.Runtime.InteropServices;

namespace GenEmu.Core.Memory;

/// <summary>The software TLBs, one for each privilege: what direct handlers read, and beside it the translations that only the recorded way uses (registers, code pages).</summary>
internal sealed unsafe partial class TranslationCache : IDisposable
{
    private const ulong WritableFlag = 1;
    private const ulong GlobalFlag = 2;

    private TlbEntry* _entries;
    private PageEntry* _pages;

    public TranslationCache(MemoryView view)
    {
        View = view;
        _entries = (TlbEntry*)NativeMemory.AlignedAlloc((nuint)(2 * Tlb.Entries * sizeof(TlbEntry)), 64);
        _pages = (PageEntry*)NativeMemory.AlignedAlloc((nuint)(4 * Tlb.Entries * sizeof(PageEntry)), 64);
        NativeMemory.Clear(_pages, (nuint)(4 * Tlb.Entries * sizeof(PageEntry)));          // snapshots have all of them, also those that were never used
        Flush();
    }

    ~TranslationCache() => Free();

    /// <summary>The memory that entries lead to. Who changes it flushes.</summary>
    public MemoryView View { get; set; }

    /// <summary>A physical page that the processor itself answers for, whatever memory is there; direct handlers must not see that. Who changes it flushes.</summary>
    public ulong Hidden { get; set; } = ulong.MaxValue;

    /// <summary>The TLB that direct handlers use at a privilege.</summary>
    public TlbEntry* For(bool user) => _entries + (user ? Tlb.Entries : 0);

    /// <summary>Grows with every flush of everything.</summary>
    public int Flushes { get; private set; }

    public void Flush()
    {
        Flushes++;
        for (int i = 0; i < 2 * Tlb.Entries; i++)
        {
            Forget(i);
        }
    }

    /// <summary>Forgets every page that is not global.</summary>
    public void FlushLocal()
    {
        Flushes++;
        for (int i = 0; i < 2 * Tlb.Entries; i++)
        {
            if ((_pages[i].Physical & GlobalFlag) == 0)
            {
                ForgetData(i);
            }

            if ((_pages[i + (2 * Tlb.Entries)].Physical & GlobalFlag) == 0)
            {
                _pages[i + (2 * Tlb.Entries)].Tag = TlbEntry.Invalid;
            }
        }
    }

    /// <summary>Forgets one page (INVLPG), be it global.</summary>
    public void Flush(ulong linear)
    {
        Forget(Index(linear, user: false));
        Forget(Index(linear, user: true));
    }

    /// <summary>Takes away direct writes to a host page: code was decoded on it.</summary>
    public void Protect(nint hostPage)
    {
        for (int i = 0; i < 2 * Tlb.Entries; i++)
        {
            if (_entries[i].WriteTag != TlbEntry.Invalid && (nint)(_entries[i].Addend + _entries[i].WriteTag) == hostPage)
            {
                _entries[i].WriteTag = TlbEntry.Invalid;
            }
        }
    }

    /// <summary>Takes away all direct writes: from now on it counts which pages are written to. Translations stay.</summary>
    public void ProtectAll()
    {
        for (int i = 0; i < 2 * Tlb.Entries; i++)
        {
            _entries[i].WriteTag = TlbEntry.Invalid;
        }
    }

    public bool TryFind(ulong linear, AccessType access, bool user, out ulong physical)
    {
        int i = Index(linear, user);
        PageEntry* page = Page(i, access);
        ulong tag = linear & Tlb.PageMask;
        physical = (page->Physical & Tlb.PageMask) | (linear & ~Tlb.PageMask);
        if (page->Tag != tag || (access == AccessType.Write && (page->Physical & WritableFlag) == 0))
        {
            return false;
        }

        if (access == AccessType.Write && _entries[i].WriteTag != tag)
        {
            FillDirect(_entries + i, tag, page->Physical & Tlb.PageMask, writable: true);        // the page may have lost its code since
        }

        return true;
    }

    /// <summary>As <see cref="TryFind"/> of data, but leaves the direct handlers' entry as it is.</summary>
    public bool TryPeek(ulong linear, bool write, bool user, out ulong physical)
    {
        PageEntry* page = _pages + Index(linear, user);
        physical = (page->Physical & Tlb.PageMask) | (linear & ~Tlb.PageMask);
        return page->Tag == (linear & Tlb.PageMask) && (!write || (page->Physical & WritableFlag) != 0);
    }

    /// <summary>Keeps a translation that a walk has just permitted (and whose accessed and dirty bits it has set).</summary>
    /// <param name="linear">The address.</param>
    /// <param name="physical">Where it leads.</param>
    /// <param name="access">What was permitted.</param>
    /// <param name="user">Whose access.</param>
    /// <param name="global">Whether the page stays when CR3 is loaded.</param>
    public void Fill(ulong linear, ulong physical, AccessType access, bool user, bool global = false)
    {
        int i = Index(linear, user);
        ulong tag = linear & Tlb.PageMask;
        ulong frame = physical & Tlb.PageMask;
        PageEntry* page = Page(i, access);
        bool writable = access == AccessType.Write || (page->Tag == tag && (page->Physical & Tlb.PageMask) == frame && (page->Physical & WritableFlag) != 0);
        *page = new PageEntry { Tag = tag, Physical = frame | (writable ? WritableFlag : 0) | (global ? GlobalFlag : 0) };
        if (access != AccessType.Execute)
        {
            FillDirect(_entries + i, tag, frame, writable);
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static int Index(ulong linear, bool user) => (int)((linear >> 12) & (Tlb.Entries - 1)) + (user ? Tlb.Entries : 0);

    /// <summary>Code has entries of its own: looking up a block must not push out the data that its loop works on.</summary>
    private PageEntry* Page(int i, AccessType access) => _pages + i + (access == AccessType.Execute ? 2 * Tlb.Entries : 0);

    private void Forget(int i)
    {
        ForgetData(i);
        _pages[i + (2 * Tlb.Entries)].Tag = TlbEntry.Invalid;
    }

    private void ForgetData(int i)
    {
        _entries[i] = new TlbEntry { ReadTag = TlbEntry.Invalid, WriteTag = TlbEntry.Invalid };
        _pages[i].Tag = TlbEntry.Invalid;
    }

    private void FillDirect(TlbEntry* entry, ulong tag, ulong frame, bool writable)
    {
        *entry = new TlbEntry { ReadTag = TlbEntry.Invalid, WriteTag = TlbEntry.Invalid, Physical = frame };
        MemorySegment read = View.Find(frame, write: false);
        if (!read.CoversPage(frame) || frame == Hidden)
        {
            return;
        }

        byte* host = read.Layer!.Ram!.At(read.RamOffset(frame));      // CoversPage: the whole page lies in the block
        entry->ReadTag = tag;
        entry->Addend = (ulong)host - tag;
        MemorySegment write = View.Find(frame, write: true);
        if (writable && write.CoversPage(frame) && !write.Layer!.IsRom && write.Layer.Ram == read.Layer.Ram
            && write.RamOffset(frame) == read.RamOffset(frame) && write.Layer.Ram!.IsFreelyWritable(write.RamOffset(frame)))
        {
            write.Layer.Ram.SetWritten(write.RamOffset(frame));
            entry->WriteTag = tag;
        }
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_entries);
        NativeMemory.AlignedFree(_pages);
        _entries = null;
        _pages = null;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PageEntry
    {
        public ulong Tag;

        /// <summary>The frame, <see cref="WritableFlag"/> once a write was permitted and the dirty bit set, and <see cref="GlobalFlag"/>.</summary>
        public ulong Physical;
    }
}
