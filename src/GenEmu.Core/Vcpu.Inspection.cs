using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;

namespace GenEmu.Core;

/// <content>Memory through the guest's own paging, for debuggers: what the guest sees at an address, without its noticing.</content>
public sealed unsafe partial class Vcpu
{
    private const ulong LinearEnd = 1UL << 32;
    private const ulong EntryPresent = 1;
    private const ulong EntryIsLarge = 0x80;

    // PSE-36: bits 16:13 of a 4 MiB entry are bits 35:32 of the address (SDM vol. 3, 4.3).
    private const ulong LargeHigh = 0x1_E000;
    private const int LargeHighShift = 19;
    private const ulong Frame32 = 0xFFFF_F000;
    private const ulong FramePae = 0xF_FFFF_FFFF_F000;

    /// <summary>Where a linear address leads by the current paging structures. No access rights are checked, no accessed bit is set, no device is asked.</summary>
    /// <param name="linear">The linear address.</param>
    /// <param name="physical">The guest-physical address, with the A20 gate applied.</param>
    /// <returns>Whether a page is there; not if it is not present, or if its tables lie in no memory.</returns>
    /// <remarks>For the machine's thread: between runs, or in an action posted.</remarks>
    public bool TryTranslate(ulong linear, out ulong physical)
    {
        physical = linear;
        bool found = linear < LinearEnd && ((_s->Cr0 & Cr0.Pg) == 0 || ((_s->Cr4 & Cr4.Pae) != 0 ? WalkPae(linear, out physical) : Walk32(linear, out physical)));
        physical &= A20Mask;
        return found;
    }

    /// <summary>Reads memory at a linear address as the guest's program would see it. Registers of devices are not read: nothing in the machine changes.</summary>
    /// <param name="linear">The first linear address.</param>
    /// <param name="destination">Gets the bytes.</param>
    /// <returns>How many bytes were read: fewer if a page is not present, or is neither RAM nor ROM.</returns>
    /// <remarks>For the machine's thread: between runs, or in an action posted.</remarks>
    public int ReadLinear(ulong linear, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length && TryTranslate(linear + (ulong)done, out ulong physical))
        {
            if (!TryFindRam(physical, destination.Length - done, write: false, out RamBlock? ram, out ulong offset, out int length))
            {
                break;
            }

            new ReadOnlySpan<byte>(ram!.At(offset), length).CopyTo(destination[done..]);       // within one page of the block
            done += length;
        }

        return done;
    }

    /// <summary>Writes memory at a linear address, whatever the page's rights. Neither ROM nor registers of devices are written.</summary>
    /// <param name="linear">The first linear address.</param>
    /// <param name="source">The bytes.</param>
    /// <returns>How many bytes were written: fewer if a page is not present, or is no RAM that reads come from too.</returns>
    /// <remarks>For the machine's thread: between runs, or in an action posted. Code that was decoded from there is decoded anew.</remarks>
    public int WriteLinear(ulong linear, ReadOnlySpan<byte> source)
    {
        int done = 0;
        while (done < source.Length && TryTranslate(linear + (ulong)done, out ulong physical))
        {
            if (!TryFindRam(physical, source.Length - done, write: true, out RamBlock? ram, out ulong offset, out int length))
            {
                break;
            }

            Memory.WriteRam(ram!, offset, source.Slice(done, length));
            done += length;
        }

        return done;
    }

    /// <summary>Whether <see cref="WriteLinear"/> would write all of a range.</summary>
    internal bool CanWriteLinear(ulong linear, int length)
    {
        int done = 0;
        while (done < length && TryTranslate(linear + (ulong)done, out ulong physical) && TryFindRam(physical, length - done, write: true, out _, out _, out int piece))
        {
            done += piece;
        }

        return done == length;
    }

    private bool Walk32(ulong linear, out ulong physical)
    {
        physical = 0;
        if (!TryReadEntry((_s->Cr3 & Frame32) | ((linear >> 20) & 0xFFC), 4, out ulong pde))
        {
            return false;
        }

        if ((pde & EntryIsLarge) != 0 && (_s->Cr4 & Cr4.Pse) != 0)
        {
            ulong high = Model.Has(CpuFeatures.Pse36) ? (pde & LargeHigh) << LargeHighShift : 0;
            physical = (pde & 0xFFC0_0000) | high | (linear & 0x3F_FFFF);
            return true;
        }

        bool found = TryReadEntry((pde & Frame32) | ((linear >> 10) & 0xFFC), 4, out ulong pte);
        physical = (pte & Frame32) | (linear & 0xFFF);
        return found;
    }

    private bool WalkPae(ulong linear, out ulong physical)
    {
        physical = 0;
        ulong pdpte = (&_s->Pdpte0)[(linear >> 30) & 3];           // bits 31:30, so one of the four; loaded with CR3, not walked (SDM vol. 3, 4.4.1)
        if ((pdpte & EntryPresent) == 0 || !TryReadEntry((pdpte & FramePae) | ((linear >> 18) & 0xFF8), 8, out ulong pde))
        {
            return false;
        }

        if ((pde & EntryIsLarge) != 0)
        {
            physical = (pde & FramePae & ~0x1F_FFFFUL) | (linear & 0x1F_FFFF);
            return true;
        }

        bool found = TryReadEntry((pde & FramePae) | ((linear >> 9) & 0xFF8), 8, out ulong pte);
        physical = (pte & FramePae) | (linear & 0xFFF);
        return found;
    }

    /// <summary>Reads an entry of a paging structure, if it lies in memory.</summary>
    /// <returns>Whether it does, and is present.</returns>
    private bool TryReadEntry(ulong address, int size, out ulong entry)
    {
        entry = 0;
        if (!TryFindRam(address & A20Mask, size, write: false, out RamBlock? ram, out ulong offset, out int length) || length < size)
        {
            return false;
        }

        entry = size == 4 ? *(uint*)(ram!.At(offset)) : *(ulong*)(ram!.At(offset));          // length says that they lie in the block
        return (entry & EntryPresent) != 0;
    }

    /// <summary>The memory behind a physical address, up to the end of its page.</summary>
    private bool TryFindRam(ulong physical, int wanted, bool write, out RamBlock? ram, out ulong offset, out int length)
    {
        MemorySegment segment = Translations.View.Find(physical, write: false);
        ram = segment.Layer?.Ram;
        offset = ram is null ? 0 : segment.RamOffset(physical);
        ulong page = RamBlock.PageSize - (physical & (RamBlock.PageSize - 1));
        length = (int)Math.Min((ulong)wanted, Math.Min(page, segment.End - physical));
        return ram is not null && !(write && segment.Layer!.IsRom);
    }
}
