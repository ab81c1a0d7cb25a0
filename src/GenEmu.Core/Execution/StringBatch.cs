using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>Several iterations of a REP MOVS or REP STOS in one go.</summary>
/// <remarks>
/// Elements go upwards, lie in their segments, and each lies on a page of plain RAM that may be accessed directly: then none of them can fault, no
/// device sees one, no decoded code changes, and a breakpoint or trap would have kept direct handlers from running. It goes from page to page, up to
/// the first that is different. The final iteration is never in it: the ordinary way knows what comes after that one.
/// </remarks>
internal static unsafe class StringBatch
{
    /// <summary>Copies elements from the segment of the op and rSI to ES:rDI.</summary>
    /// <param name="c">The state.</param>
    /// <param name="o">The op; it repeats, and its count is not 0.</param>
    /// <param name="size">An element's bytes.</param>
    /// <param name="most">How many iterations the budget allows.</param>
    /// <returns>How many were done; 0 leaves everything to the ordinary way.</returns>
    [MethodImpl(Compile.OutOfLine)]
    public static long Copy(VcpuState* c, Op* o, int size, long most)
    {
        long left = Begin(c, o, most);
        long begun = left;
        while (left > 0)
        {
            byte* to = Destination(c, o, size, left, out long elements);
            byte* from = Source(c, o, size, ref elements);
            if (elements <= 0)
            {
                break;
            }

            long bytes = elements * size;
            if ((nuint)(to - from) >= (nuint)bytes)        // as an unsigned number: also if the destination is below the source
            {
                Buffer.MemoryCopy(from, to, bytes, bytes);
            }
            else
            {
                Smear(from, to, size, bytes);
            }

            Direct.Advance(c, o, RegisterFile.Si, (int)bytes);
            Direct.Advance(c, o, RegisterFile.Di, (int)bytes);
            left -= elements;
        }

        return Finish(c, o, begun - left);
    }

    /// <summary>Fills elements at ES:rDI with the accumulator.</summary>
    /// <inheritdoc cref="Copy"/>
    [MethodImpl(Compile.OutOfLine)]
    public static long Fill(VcpuState* c, Op* o, int size, long most)
    {
        long left = Begin(c, o, most);
        long begun = left;
        ulong pattern = size switch { 1 => (byte)c->Rax * 0x0101_0101_0101_0101UL, 2 => (ushort)c->Rax * 0x0001_0001_0001_0001UL, _ => (uint)c->Rax * 0x0000_0001_0000_0001UL };
        while (left > 0)
        {
            byte* to = Destination(c, o, size, left, out long elements);
            if (elements <= 0)
            {
                break;
            }

            Fill(to, size, elements * size, pattern);
            Direct.Advance(c, o, RegisterFile.Di, (int)elements * size);
            left -= elements;
        }

        return Finish(c, o, begun - left);
    }

    /// <summary>The elements that may be done in one go: all but the last, and upwards only.</summary>
    private static long Begin(VcpuState* c, Op* o, long most)
        => (c->SystemFlags & EFlags.Df) == 0 ? Math.Min(most, (long)Direct.Count(c, o) - 1) : 0;

    /// <summary>Where the destination is, and how many elements its page has room for; none if it is not plain RAM.</summary>
    private static byte* Destination(VcpuState* c, Op* o, int size, long most, out long elements)
    {
        uint offset = Direct.Index(c, o, RegisterFile.Di);
        uint linear = Direct.Linear(c, Segment.Es, offset);
        TlbEntry* page = Direct.Page(c, linear);
        elements = Direct.MayWrite(page, linear, 1) ? Math.Min(most, Room(o, c->Es.WriteSpan, offset, linear) / size) : 0;
        return Direct.Host(page, linear);
    }

    /// <summary>As <see cref="Destination"/>, of the source.</summary>
    private static byte* Source(VcpuState* c, Op* o, int size, ref long elements)
    {
        uint offset = Direct.Index(c, o, RegisterFile.Si);
        uint linear = Direct.Linear(c, o->Segment, offset);
        TlbEntry* page = Direct.Page(c, linear);
        elements = Direct.MayRead(page, linear, 1) ? Math.Min(elements, Room(o, (&c->Es + o->Segment)->ReadSpan, offset, linear) / size) : 0;
        return Direct.Host(page, linear);
    }

    /// <summary>The bytes from an offset to the end of its page, of its segment, or of what the address size reaches.</summary>
    private static long Room(Op* o, ulong span, uint offset, uint linear)
    {
        long end = (long)(o->AddressSize == 2 ? Math.Min(span, 0x10000) : span);
        return Math.Clamp(end - offset, 0, 0x1000 - (linear & 0xFFF));
    }

    /// <summary>The destination begins inside the source: later elements are copies of earlier ones.</summary>
    private static void Smear(byte* from, byte* to, int size, long bytes)
    {
        for (long i = 0; i < bytes; i += size)
        {
            Little.Write(to + i, size, Little.Read(from + i, size));
        }
    }

    /// <summary>Fills with a pattern that repeats every <paramref name="size"/> bytes; the last vector may lie over the one before it, a whole number of elements away.</summary>
    private static void Fill(byte* to, int size, long bytes, ulong pattern)
    {
        if (bytes < Vector256<byte>.Count)
        {
            for (long i = 0; i < bytes; i += size)
            {
                Little.Write(to + i, size, pattern);
            }

            return;
        }

        Vector256<ulong> vector = Vector256.Create(pattern);
        byte* last = to + bytes - Vector256<byte>.Count;
        for (; to < last; to += Vector256<byte>.Count)
        {
            vector.Store((ulong*)to);
        }

        vector.Store((ulong*)last);
    }

    private static long Finish(VcpuState* c, Op* o, long iterations)
    {
        Direct.SetCount(c, o, Direct.Count(c, o) - (uint)iterations);
        c->Iteration += iterations;
        return iterations;
    }
}
