using GenEmu.Core.Cpu;
using GenEmu.Core.Debug;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <content>Linear and physical memory.</content>
internal sealed unsafe partial class Transaction
{
    /// <summary>The seam between segment offsets and linear addresses: checks a range, raises #GP, #SS or #AC.</summary>
    private bool CheckSegment(int segment, ulong offset, int size, bool write, out ulong linear)
    {
        bool aligned = (size & Aligned) != 0;
        size &= ~Aligned;
        ref SegmentCache s = ref Seg(segment);
        linear = (uint)(s.Base + offset);
        bool fits = offset + (ulong)size <= (write ? s.WriteSpan : s.ReadSpan);
        if (!fits && !FitsSlowly(s, offset, size, write))
        {
            return RaiseFault(segment == Segment.Ss ? Vector.Ss : Vector.Gp, _external);
        }

        // FXSAVE and FXRSTOR raise #AC where alignment is checked, other operands of 128 bits #GP even there (SDM vol. 2).
        bool raisesAlignment = size > SlotBytes && _cpu.ChecksAlignment && (linear & Misalignment(size)) != 0;
        if (aligned && (linear & (SlotBytes - 1)) != 0 && !raisesAlignment)
        {
            return RaiseFault(Vector.Gp);
        }

        return !_cpu.ChecksAlignment || (linear & Misalignment(size)) == 0 || RaiseFault(Vector.Ac);
    }

    /// <summary>The address bits that must be zero under alignment checking (SDM vol. 3, table 6-7).</summary>
    private static ulong Misalignment(int size) => size switch
    {
        10 => 7,
        14 or 94 => 1,
        28 or 108 or 512 => 3,
        _ => (size & (size - 1)) == 0 ? (ulong)size - 1 : 0,
    };

    private bool FitsSlowly(in SegmentCache s, ulong offset, int size, bool write)
    {
        ulong last = offset + (ulong)size - 1;
        if (!_cpu.IsProtected)
        {
            return last <= s.Limit;      // real mode looks at limits only; rights matter from protected mode on
        }

        if (!s.Present || s.IsSystem || !(write ? s.IsWritable : s.IsReadable))
        {
            return false;
        }

        return s.IsExpandDown && offset > s.Limit && last <= s.ExpandDownTop;
    }

    /// <summary>Translates a linear range, both pages before anything is transferred (rule B7).</summary>
    private bool Translate(ulong linear, int size, AccessType access, bool user, out Translation translation)
    {
        int first = (int)Math.Min((ulong)size, 0x1000 - (linear & 0xFFF));
        translation = default;
        ulong second = 0;
        if (!TranslatePage(linear, access, user, out ulong physical) || (first < size && !TranslatePage((uint)(linear + (ulong)first), access, user, out second)))
        {
            return false;
        }

        translation = new Translation(physical, first, second) { Watched = _cpu.WatchesAccesses ? linear : null };
        return true;
    }

    /// <summary>Translates one address. Entries of the walk (tables in device memory may make it wait) stand in the log before the translation's own.</summary>
    private bool TranslatePage(ulong linear, AccessType access, bool user, out ulong physical)
    {
        physical = 0;
        if (IsBeyondPreview)
        {
            return EndPreview();
        }

        bool replayed = IsReplaying && _log[_cursor].Kind == LogKind.Translate;
        bool known = !IsReplaying && _cpu.Translations.TryFind(linear, access, user, out physical);
        _global = false;         // a page whose walk is not repeated counts as local: to forget it too early is always right
        if (!replayed && !known && !Walk(linear, access, user, out physical))
        {
            return false;
        }

        replayed = IsReplaying;
        if (replayed)
        {
            physical = Replay(LogKind.Translate, linear, 1).Data;         // latched: a remap since then does not count (rule B11)
        }
        else
        {
            Append(LogKind.Translate, linear, 1).Data = physical;
        }

        bool keeps = replayed ? _refills : !known;
        if (keeps && _a20Mask == _cpu.A20Mask)
        {
            _cpu.Translations.Fill(linear, physical, access, user, _global);
        }

        return true;
    }

    /// <summary>Translates an instruction fetch.</summary>
    public bool TranslateCode(ulong linear, out ulong physical) => TranslatePage(linear, AccessType.Execute, User, out physical);

    /// <summary>Fetches a byte of code from wherever it is, device memory included.</summary>
    public bool FetchByte(ulong linear, out byte value)
    {
        ulong data = 0;
        bool ok = TranslateCode(linear, out ulong physical) && ReadPhysical(physical, 1, out data);
        value = (byte)data;
        return ok;
    }

    /// <summary>Reads bytes of a translated range, at most 8.</summary>
    private bool ReadTranslated(in Translation at, int offset, int size, out ulong value)
    {
        ulong read = 0;
        bool ok = ReadTranslated(at, offset, new Span<byte>(&read, size));
        value = read;
        return ok;
    }

    /// <summary>Reads bytes of a translated range.</summary>
    private bool ReadTranslated(in Translation at, int offset, Span<byte> into)
    {
        int inFirst = Math.Clamp(at.FirstLength - offset, 0, into.Length);
        if (!ReadPhysical(at.First + (ulong)offset, into[..inFirst]) || !ReadPhysical(at.Second + (ulong)(offset + inFirst - at.FirstLength), into[inFirst..]))
        {
            return false;
        }

        Watch(at, offset, into.Length, write: false);
        return true;
    }

    /// <summary>Writes bytes of a translated range, at most 8.</summary>
    private bool WriteTranslated(in Translation at, int offset, int size, ulong value)
        => WriteTranslated(at, offset, new ReadOnlySpan<byte>(&value, size));

    /// <summary>Writes bytes of a translated range.</summary>
    private bool WriteTranslated(in Translation at, int offset, ReadOnlySpan<byte> data)
    {
        int inFirst = Math.Clamp(at.FirstLength - offset, 0, data.Length);
        if (!WritePhysical(at.First + (ulong)offset, data[..inFirst]) || !WritePhysical(at.Second + (ulong)(offset + inFirst - at.FirstLength), data[inFirst..]))
        {
            return false;
        }

        Watch(at, offset, data.Length, write: true);
        return true;
    }

    /// <summary>Collects data breakpoints; they count only if the instruction retires (rule C23).</summary>
    private void Watch(in Translation at, int offset, int size, bool write)
    {
        if (at.Watched is not { } start)
        {
            return;
        }

        ulong linear = (uint)(start + (ulong)offset);
        _matches |= _cpu.Breakpoints.AreArmed ? _cpu.Breakpoints.MatchData(linear, size, write) : 0;
        NoteHostHit(_cpu.HostDebug.MatchData(linear, size, write), linear);
    }

    private void NoteHostHit(HostBreakpoint? breakpoint, ulong address)
    {
        if (HostHit is null && breakpoint is not null)
        {
            HostHit = breakpoint;
            HostHitAddress = address;
        }
    }

    private bool ReadPhysical(ulong address, int size, out ulong value)
    {
        ulong read = 0;
        bool ok = ReadPhysical(address, new Span<byte>(&read, size));
        value = read;
        return ok;
    }

    /// <summary>Reads physical memory within a page, in ascending naturally aligned pieces where a device answers (rule B17).</summary>
    private bool ReadPhysical(ulong address, Span<byte> into)
    {
        for (int done = 0; done < into.Length;)
        {
            if (IsBeyondPreview)
            {
                return EndPreview();
            }

            int remaining = into.Length - done;
            ref LogEntry entry = ref IsReplaying ? ref Replay(LogKind.Read, address + (ulong)done, remaining) : ref NewRead(address + (ulong)done, remaining);
            if (!Take(ref entry))
            {
                return false;
            }

            Little.Write(into.Slice(done, entry.Size), entry.Data);
            done += entry.Size;
        }

        return true;
    }

    private bool WritePhysical(ulong address, int size, ulong value) => WritePhysical(address, new ReadOnlySpan<byte>(&value, size));

    /// <summary>Writes physical memory within a page, in the pieces of <see cref="ReadPhysical(ulong, Span{byte})"/>.</summary>
    private bool WritePhysical(ulong address, ReadOnlySpan<byte> data)
    {
        for (int done = 0; done < data.Length && !IsBeyondPreview;)
        {
            int remaining = data.Length - done;
            ref LogEntry entry = ref IsReplaying
                ? ref Replay(LogKind.Write, address + (ulong)done, remaining)
                : ref NewWrite(address + (ulong)done, remaining, Little.Read(data[done..]));
            if (!Take(ref entry))
            {
                return false;
            }

            done += entry.Size;
        }

        return true;
    }

    private ref LogEntry NewRead(ulong address, int remaining)
    {
        if (IsApic(address))
        {
            return ref ReadApic(address, remaining);
        }

        MemorySegment segment = _cpu.Translations.View.Find(address, write: false);
        if (segment.Layer?.Ram is { } ram)
        {
            int size = (int)Math.Min((ulong)Math.Min(remaining, sizeof(ulong)), segment.End - address);
            ref LogEntry entry = ref Append(LogKind.Read, address, size);
            entry.Data = Little.Read(ram.At(segment.RamOffset(address)), size);       // within the segment, so within the block
            return ref entry;
        }

        int width = PieceWidth(segment, address, remaining, out MemoryLayer? layer);
        ref LogEntry device = ref Append(LogKind.Read, address, width);
        StartMemory(ref device, layer);
        return ref device;
    }

    private ref LogEntry NewWrite(ulong address, int remaining, ulong value)
    {
        if (IsApic(address))
        {
            return ref WriteApic(address, remaining, value);
        }

        MemorySegment segment = _cpu.Translations.View.Find(address, write: true);
        if (segment.Layer?.Ram is { } ram)
        {
            int size = (int)Math.Min((ulong)Math.Min(remaining, sizeof(ulong)), segment.End - address);
            ref LogEntry entry = ref Append(LogKind.Write, address, size);
            entry.Data = value;
            if (!segment.Layer.IsRom)
            {
                _cpu.Store(ram, segment.RamOffset(address), new ReadOnlySpan<byte>(&value, size));
            }

            return ref entry;
        }

        int width = PieceWidth(segment, address, remaining, out MemoryLayer? layer);
        ref LogEntry device = ref Append(LogKind.Write, address, width);
        device.Data = value & Little.Mask(width);
        StartMemory(ref device, layer);
        return ref device;
    }

    private static int PieceWidth(MemorySegment segment, ulong address, int remaining, out MemoryLayer? layer)
    {
        layer = segment.Layer;
        int width = layer?.PieceWidth(address, (int)Math.Min((ulong)remaining, segment.End - address)) ?? 0;
        if (width != 0)
        {
            return width;
        }

        layer = null;        // no device takes this width here: all ones, and writes are dropped
        return Little.NaturalWidth(address, (int)Math.Min((ulong)remaining, segment.End - address));
    }
}
