using GenEmu.Core.Cpu;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>Several iterations of a REP INS or REP OUTS in one go, where nobody can tell the difference (rule B12).</summary>
/// <remarks>
/// <para>The claim declares itself batchable and answers at once, nobody watches or delays accesses, the elements are plain RAM within one page in
/// ascending order, and neither breakpoint nor trap can fall between two of them: the callers see to the last. An element whose device asks for
/// attention ends the batch, and the final iteration is never in it: the ordinary way knows what comes after that one.</para>
/// <para>Budget and count of iterations move with every element, so each sees the virtual time that it would see alone.</para>
/// </remarks>
internal static unsafe class PortBatch
{
    /// <summary>Does what can be done at once.</summary>
    /// <param name="c">The state; its budget is exact, and becomes smaller with every element.</param>
    /// <param name="o">The op; it repeats, and its count is not 0.</param>
    /// <param name="layer">The claim that answers the port at the elements' size.</param>
    /// <param name="port">The port.</param>
    /// <param name="size">An element's bytes.</param>
    /// <param name="write">OUTS, else INS.</param>
    /// <param name="most">How many iterations the budget allows.</param>
    /// <returns>How many were done; 0 leaves everything to the ordinary way.</returns>
    public static long Run(VcpuState* c, Op* o, PortLayer layer, uint port, int size, bool write, long most)
    {
        int register = write ? RegisterFile.Si : RegisterFile.Di;
        SegmentCache* segment = &c->Es + (write ? o->Segment : Segment.Es);
        uint offset = Direct.Index(c, o, register);
        uint linear = (uint)segment->Base + offset;
        TlbEntry* page = Direct.Page(c, linear);
        if ((c->SystemFlags & EFlags.Df) != 0 || (write ? page->ReadTag : page->WriteTag) != (linear & 0xFFFF_F000))
        {
            return 0;
        }

        ulong span = write ? segment->ReadSpan : segment->WriteSpan;
        span = o->AddressSize == 2 ? Math.Min(span, 0x10000) : span;
        ulong room = Math.Min(span > offset ? span - offset : 0, 0x1000 - (linear & 0xFFF));
        uint count = Direct.Count(c, o);
        var elements = (int)Math.Min(room / (ulong)size, (ulong)Math.Min(most, count - 1));
        c->Rip = o->Ip;
        c->RepeatNext = o->Next;
        int moved = write
            ? Out(c, layer, (int)port, size, (byte*)(page->Addend + linear), elements)
            : In(c, layer, (int)port, size, page->Physical | (linear & 0xFFF), elements);
        if (moved == 0)
        {
            return 0;
        }

        Direct.Advance(c, o, register, (moved - 1) * size);
        Direct.SetCount(c, o, count - (uint)moved + 1);
        Direct.Owner(c).NoteIo(o, port, size, read: !write, counted: true);        // an SMI shows the last element (rule B19)
        Direct.Advance(c, o, register, size);
        Direct.SetCount(c, o, count - (uint)moved);
        return moved;
    }

    /// <summary>The source's elements lie on one page of RAM that may be read.</summary>
    private static int Out(VcpuState* c, PortLayer layer, int port, int size, byte* source, int elements)
    {
        IoBus bus = Direct.Owner(c).Bus;
        int moved = 0;
        while (moved < elements && c->Attention == 0)
        {
            byte* next = source + (moved * size);
            int step = layer.Block is null ? 0 : bus.WriteBlock(layer, port, size, new ReadOnlySpan<byte>(next, (elements - moved) * size));
            if (step == 0)
            {
                bus.WritePort(layer, port, size, (uint)Little.Read(next, size));
                step = 1;
            }

            moved += step;
            Spend(c, step);
        }

        return moved;
    }

    /// <summary>The destination's elements lie on one page of RAM that may be written. It is written as if by DMA: the device may have changed what the page is good for.</summary>
    private static int In(VcpuState* c, PortLayer layer, int port, int size, ulong target, int elements)
    {
        Vcpu cpu = Direct.Owner(c);
        MemorySegment segment = cpu.Translations.View.Find(target, write: true);
        RamBlock ram = segment.Layer!.Ram!;                     // the page's tag says so, and the map changes at boundaries only
        Span<byte> block = stackalloc byte[layer.Block is null ? 0 : elements * size];        // at most a page
        int moved = 0;
        while (moved < elements && c->Attention == 0)
        {
            ulong at = segment.RamOffset(target) + (ulong)(moved * size);
            int step = layer.Block is null ? 0 : cpu.Bus.ReadBlock(layer, port, size, block[(moved * size)..]);
            if (step == 0)
            {
                uint value = cpu.Bus.ReadPort(layer, port, size);
                cpu.Memory.WriteRam(ram, at, new ReadOnlySpan<byte>(&value, size));
                step = 1;
            }
            else
            {
                cpu.Memory.WriteRam(ram, at, block.Slice(moved * size, step * size));
            }

            moved += step;
            Spend(c, step);
        }

        return moved;
    }

    private static void Spend(VcpuState* c, int iterations)
    {
        c->Budget -= iterations;
        c->Iteration += iterations;
    }
}
