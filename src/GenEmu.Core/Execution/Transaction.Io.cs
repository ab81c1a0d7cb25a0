using GenEmu.Core.Cpu;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;
using GenEmu.Core.Tracing;

namespace GenEmu.Core.Execution;

/// <content>Ports.</content>
internal sealed unsafe partial class Transaction
{
    private uint _ioPort;
    private int _ioSize;
    private bool _ioRead;

    /// <summary>IOPL, else the bitmap in the TSS (SDM vol. 1, 18.5). Comes before everything else an I/O instruction does (rule A1).</summary>
    public bool CheckIo(uint port, int size)
    {
        if (!_cpu.IsProtected || (!_cpu.IsVirtual8086 && _s->Cpl <= _cpu.Iopl))
        {
            return true;
        }

        // The map base must lie in the TSS, and two bytes are always read because an access may cross a byte of the map.
        if ((_s->Tr.Type & ~2) != SystemDescriptorType.Tss32Available || !_s->Tr.Present || _s->Tr.Limit < 103)
        {
            return RaiseFault(Vector.Gp);
        }

        if (!ReadSystem(_s->Tr.Base + 102, 2, out ulong map))
        {
            return false;
        }

        ulong at = map + ((port & 0xFFFF) >> 3);
        if (at + 1 > _s->Tr.Limit)
        {
            return RaiseFault(Vector.Gp);
        }

        if (!ReadSystem(_s->Tr.Base + at, 2, out ulong bits))
        {
            return false;
        }

        uint wanted = ((1u << size) - 1) << (int)(port & 7);
        return ((uint)bits & wanted) == 0 || RaiseFault(Vector.Gp);
    }

    /// <summary>Does iterations of a REP INS or OUTS in one go, all but the last at most, and outside of this transaction, which has not touched anything yet (rule B12).</summary>
    public bool Batch(Op* o, uint port, int size, bool write)
    {
        bool undisturbed = (o->Flags & OpFlags.Repeats) != 0 && !IsReplaying && _cpu.IsUndisturbed && Direct.IoAllowed(_s);
        return undisturbed && Direct.Port(_s, port & 0xFFFF, size) is { Batches: true } layer && PortBatch.Run(_s, o, layer, port & 0xFFFF, size, write, _s->Budget) > 0;
    }

    /// <summary>Reads a port, in ascending naturally aligned pieces where no device takes the whole width.</summary>
    public bool PortIn(uint port, int size, out uint value)
    {
        value = 0;
        for (int done = 0; done < size;)
        {
            if (IsBeyondPreview)
            {
                return EndPreview();
            }

            uint at = (port + (uint)done) & 0xFFFF;
            ref LogEntry entry = ref IsReplaying ? ref Replay(LogKind.PortRead, at, size - done) : ref NewPort(at, size - done, write: false, 0);
            if (!Take(ref entry))
            {
                return false;
            }

            value |= (uint)entry.Data << (8 * done);
            done += entry.Size;
        }

        PortDone(port, size, read: true);
        return true;
    }

    /// <summary>Writes a port.</summary>
    public bool PortOut(uint port, uint value, int size)
    {
        for (int done = 0; done < size && !IsBeyondPreview;)
        {
            uint at = (port + (uint)done) & 0xFFFF;
            ref LogEntry entry = ref IsReplaying ? ref Replay(LogKind.PortWrite, at, size - done) : ref NewPort(at, size - done, write: true, value >> (8 * done));
            if (!Take(ref entry))
            {
                return false;
            }

            done += entry.Size;
        }

        PortDone(port, size, read: false);
        return true;
    }

    private void PortDone(uint port, int size, bool read)
    {
        (_ioPort, _ioSize, _ioRead) = (port, size, read);
        if (_cpu.Breakpoints.AreArmed)
        {
            _matches |= _cpu.Breakpoints.MatchIo(port, size);
        }

        if (_cpu.HostDebug.WatchesAccesses)
        {
            NoteHostHit(_cpu.HostDebug.MatchPort(port, size), port & 0xFFFF);
        }
    }

    private ref LogEntry NewPort(uint port, int remaining, bool write, uint value)
    {
        int width = Little.NaturalWidth(port, Math.Min(remaining, 4));
        PortLayer? layer = _cpu.Bus.Ports.Find((int)port, width);
        while (layer is null && width > 1)
        {
            width >>= 1;
            layer = _cpu.Bus.Ports.Find((int)port, width);
        }

        ref LogEntry entry = ref Append(write ? LogKind.PortWrite : LogKind.PortRead, port, width);
        entry.Data = value & IoBus.Mask(width);
        StartPort(ref entry, layer);
        return ref entry;
    }

    /// <summary>Asks a port's device what an entry says.</summary>
    private void StartPort(ref LogEntry entry, PortLayer? layer)
    {
        if (!TakeRecorded(ref entry))
        {
            entry.Answer = _cpu.Bus.StartPort(layer, (int)entry.Address, entry.Size, entry.Kind == LogKind.PortWrite, (uint)entry.Data, out ulong answer);
            SettleImmediate(ref entry, answer, layer?.Owner);
        }
    }

    /// <summary>Asks device memory what an entry says.</summary>
    private void StartMemory(ref LogEntry entry, MemoryLayer? layer)
    {
        if (!TakeRecorded(ref entry))
        {
            entry.Answer = _cpu.Bus.StartMemory(layer, entry.Address, entry.Size, entry.Kind == LogKind.Write, entry.Data, out ulong answer);
            SettleImmediate(ref entry, answer, layer?.Owner);
        }
    }

    private void SettleImmediate(ref LogEntry entry, ulong answer, string? device)
    {
        if (entry.Answer is null)
        {
            Settle(ref entry, answer);
            TraceImmediate(entry, device);
        }
    }

    /// <summary>Puts a device's answer into the entry that the run is at.</summary>
    private void Settle(ref LogEntry entry, ulong answer)
    {
        if (entry.Kind is LogKind.Read or LogKind.PortRead)
        {
            entry.Data = answer;
        }

        _cpu.Bus.Recording?.Add(Describe(entry));
    }

    /// <summary>Takes the answer from the recording that is replayed, if one is.</summary>
    private bool TakeRecorded(ref LogEntry entry)
    {
        if (_cpu.Bus.Replay is not { } replay)
        {
            return false;
        }

        entry.Data = replay.Next(Describe(entry));
        TraceImmediate(entry, "recording");
        return true;
    }

    private RecordedAnswer Describe(in LogEntry entry)
        => new(new AnswerStamp(_cpu.Index, _cpu.InstructionCount, _cursor - 1), KindOf(entry), entry.Address, entry.Size, entry.Data);

    private static IoKind KindOf(in LogEntry entry) => entry.Kind switch
    {
        LogKind.PortRead => IoKind.PortRead,
        LogKind.PortWrite => IoKind.PortWrite,
        LogKind.Read => IoKind.MemoryRead,
        _ => IoKind.MemoryWrite,
    };

    private void TraceEnd(in IoRequest request, ulong value, AccessOutcome outcome)
        => _cpu.TraceAccess(request.Kind, request.Address, request.Width, request.Device, value, outcome);

    private void TraceImmediate(in LogEntry entry, string? device)
        => _cpu.TraceAccess(KindOf(entry), entry.Address, entry.Size, device ?? "", entry.Data, AccessOutcome.Immediate);
}
