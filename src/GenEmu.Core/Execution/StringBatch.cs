using System.Runtime.CompilerServices;
using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>Several iterations of a REP MOVS or REP STOS in one go.</summary>
/// <remarks>
/// Elements go upwards, lie in their segments, and each side lies on one page of plain RAM that may be accessed directly: then none of them can fault, no
/// device sees one, no decoded code changes, and a breakpoint or trap would have kept direct handlers from running. The final iteration is never
/// in it: the ordinary way knows what comes after that one.
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
        byte* to = Destination(c, o, size, ref most);
        byte* from = Source(c, o, size, ref most);
        if (most <= 0)
        {
            return 0;
        }

        long bytes = most * size;
        if ((nuint)(to - from) >= (nuint)bytes)        // as an unsigned number: also if the destination is below the source
        {
            Buffer.MemoryCopy(from, to, bytes, bytes);
        }
        else
        {
            Smear(from, to, size, bytes);
        }

        Direct.Advance(c, o, RegisterFile.Si, (int)bytes);
        return Finish(c, o, (int)bytes, most);
    }

    /// <summary>Fills elements at ES:rDI with the accumulator.</summary>
    /// <inheritdoc cref="Copy"/>
    [MethodImpl(Compile.OutOfLine)]
    public static long Fill(VcpuState* c, Op* o, int size, long most)
    {
        byte* to = Destination(c, o, size, ref most);
        if (most <= 0)
        {
            return 0;
        }

        switch (size)
        {
            case 1:
                new Span<byte>(to, (int)most).Fill((byte)c->Rax);
                break;
            case 2:
                new Span<ushort>(to, (int)most).Fill((ushort)c->Rax);
                break;
            default:
                new Span<uint>(to, (int)most).Fill((uint)c->Rax);
                break;
        }

        return Finish(c, o, (int)most * size, most);
    }

    /// <summary>Where the destination is; makes the number of iterations as small as its page demands.</summary>
    private static byte* Destination(VcpuState* c, Op* o, int size, ref long most)
    {
        uint offset = Direct.Index(c, o, RegisterFile.Di);
        uint linear = Direct.Linear(c, Segment.Es, offset);
        TlbEntry* page = Direct.Page(c, linear);
        bool isPlain = (c->SystemFlags & EFlags.Df) == 0 && Direct.MayWrite(page, linear, 1);
        most = isPlain ? Math.Min(Math.Min(most, (long)Direct.Count(c, o) - 1), Room(o, c->Es.WriteSpan, offset, linear) / size) : 0;
        return Direct.Host(page, linear);
    }

    /// <summary>As <see cref="Destination"/>, of the source.</summary>
    private static byte* Source(VcpuState* c, Op* o, int size, ref long most)
    {
        uint offset = Direct.Index(c, o, RegisterFile.Si);
        uint linear = Direct.Linear(c, o->Segment, offset);
        TlbEntry* page = Direct.Page(c, linear);
        most = Direct.MayRead(page, linear, 1) ? Math.Min(most, Room(o, (&c->Es + o->Segment)->ReadSpan, offset, linear) / size) : 0;
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

    private static long Finish(VcpuState* c, Op* o, int bytes, long iterations)
    {
        Direct.Advance(c, o, RegisterFile.Di, bytes);
        Direct.SetCount(c, o, Direct.Count(c, o) - (uint)iterations);
        c->Iteration += iterations;
        return iterations;
    }
}
