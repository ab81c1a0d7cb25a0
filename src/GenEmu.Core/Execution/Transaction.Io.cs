using GenEmu.Core.Cpu;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <content>Ports.</content>
internal sealed unsafe partial class Transaction
{
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

    /// <summary>Reads a port, in ascending naturally aligned pieces where no device takes the whole width.</summary>
    public bool PortIn(uint port, int size, out uint value)
    {
        value = 0;
        for (int done = 0; done < size;)
        {
            uint at = (port + (uint)done) & 0xFFFF;
            ref LogEntry entry = ref IsReplaying ? ref Replay(LogKind.PortRead, at) : ref NewPort(at, size - done, write: false, 0);
            if (!Take(ref entry))
            {
                return false;
            }

            value |= (uint)entry.Data << (8 * done);
            done += entry.Size;
        }

        WatchPort(port, size);
        return true;
    }

    /// <summary>Writes a port.</summary>
    public bool PortOut(uint port, uint value, int size)
    {
        for (int done = 0; done < size;)
        {
            uint at = (port + (uint)done) & 0xFFFF;
            ref LogEntry entry = ref IsReplaying ? ref Replay(LogKind.PortWrite, at) : ref NewPort(at, size - done, write: true, value >> (8 * done));
            if (!Take(ref entry))
            {
                return false;
            }

            done += entry.Size;
        }

        WatchPort(port, size);
        return true;
    }

    private void WatchPort(uint port, int size)
    {
        if (_cpu.Breakpoints.AreArmed)
        {
            _matches |= _cpu.Breakpoints.MatchIo(port, size);
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
        entry.Answer = _cpu.Bus.StartPort(layer, (int)port, width, write, (uint)entry.Data);
        return ref entry;
    }
}
