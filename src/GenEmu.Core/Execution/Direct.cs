using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenEmu.Core.Cpu;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>What direct handlers share. All of it inlines into handlers, and none of it takes the address of a local: that would cost them their tail call.</summary>
/// <remarks>
/// <para>A handler's signature is <c>(c, o, tlb, budget, result, carries)</c>. It does its work and ends in a call of the next op's handler in tail
/// position, which RyuJIT turns into a jump. What it cannot do without the recorded way it leaves before any side effect.</para>
/// <para><c>budget</c> was reduced by a whole block at its entry; <see cref="Op.Remaining"/> gives back what was not executed.</para>
/// </remarks>
internal static unsafe class Direct
{
    /// <summary>Hands the op over to the recorded way; nothing of it has happened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Leave(VcpuState* c, Op* o, long budget, ulong result, ulong carries, LeaveReason reason = LeaveReason.Recorded)
    {
        c->Rip = o->Ip;
        c->LeaveOp = o;
        c->LeaveReason = reason;
        c->Budget = budget + o->Remaining;
        c->Result = result;
        c->Carries = carries;
    }

    /// <summary>Leaves between two ops: everything up to here is done, and RIP is <paramref name="ip"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LeaveAt(VcpuState* c, ulong ip, long budget, ulong result, ulong carries, LeaveReason reason)
    {
        c->Rip = ip;
        c->LeaveOp = null;
        c->LeaveReason = reason;
        c->Budget = budget;
        c->Result = result;
        c->Carries = carries;
    }

    /// <summary>The handler of everything that has no direct form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LeaveHandler(VcpuState* c, Op* o, TlbEntry* tlb, long budget, ulong result, ulong carries)
        => Leave(c, o, budget, result, carries);

    /// <summary>The op behind a block that no jump ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ContinueHandler(VcpuState* c, Op* o, TlbEntry* tlb, long budget, ulong result, ulong carries)
    {
        ulong ip = o->Ip;
        JumpEntry* e = Lookup(c, ip);
        if (e->Ip != ip || e->Key != c->CodeKey)
        {
            LeaveAt(c, ip, budget, result, carries, LeaveReason.NoBlock);
            return;
        }

        Op* next = e->First;
        budget -= next->Remaining;
        if (budget < 0)
        {
            LeaveAt(c, ip, budget + next->Remaining, result, carries, LeaveReason.Budget);
            return;
        }

        next->Direct(c, next, tlb, budget, result, carries);
    }

    /// <summary>The directory's entry for an IP; it may hold another block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JumpEntry* Lookup(VcpuState* c, ulong ip) => c->Jumps + JumpCache.Slot(ip);

    /// <summary>The effective address of a 32-bit memory operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Address32(VcpuState* c, Op* o)
        => *(uint*)((byte*)c + o->Base) + (*(uint*)((byte*)c + o->Index) << o->Scale) + (uint)o->Displacement;

    /// <summary>The effective address of a memory operand of any address size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Address(VcpuState* c, Op* o)
    {
        uint address = Address32(c, o);
        return o->AddressSize == 2 ? (ushort)address : address;
    }

    /// <summary>The host address of RAM that may be read at a flat linear address, or null: leave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Read(TlbEntry* tlb, uint linear, int size)
    {
        TlbEntry* e = tlb + ((linear >> 12) & (Tlb.Entries - 1));
        return e->ReadTag == ((linear + (uint)(size - 1)) & 0xFFFF_F000) ? (byte*)(e->Addend + linear) : null;
    }

    /// <summary>The host address of RAM that may be written at a flat linear address, or null: leave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Write(TlbEntry* tlb, uint linear, int size)
    {
        TlbEntry* e = tlb + ((linear >> 12) & (Tlb.Entries - 1));
        return e->WriteTag == ((linear + (uint)(size - 1)) & 0xFFFF_F000) ? (byte*)(e->Addend + linear) : null;
    }

    /// <summary>As <see cref="Read(TlbEntry*, uint, int)"/>, of 16 bytes; null too where they are not aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ReadAligned(TlbEntry* tlb, uint linear)
    {
        TlbEntry* e = tlb + ((linear >> 12) & (Tlb.Entries - 1));
        return e->ReadTag == (linear & 0xFFFF_F00F) ? (byte*)(e->Addend + linear) : null;
    }

    /// <summary>As <see cref="Write(TlbEntry*, uint, int)"/>, of 16 bytes; null too where they are not aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* WriteAligned(TlbEntry* tlb, uint linear)
    {
        TlbEntry* e = tlb + ((linear >> 12) & (Tlb.Entries - 1));
        return e->WriteTag == (linear & 0xFFFF_F00F) ? (byte*)(e->Addend + linear) : null;
    }

    /// <summary>As <see cref="ReadAligned(TlbEntry*, uint)"/>, through a segment's base and limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ReadAligned(VcpuState* c, TlbEntry* tlb, int segment, uint offset)
    {
        SegmentCache* s = &c->Es + segment;
        return offset + 16UL <= s->ReadSpan ? ReadAligned(tlb, (uint)s->Base + offset) : null;
    }

    /// <summary>As <see cref="WriteAligned(TlbEntry*, uint)"/>, through a segment's base and limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* WriteAligned(VcpuState* c, TlbEntry* tlb, int segment, uint offset)
    {
        SegmentCache* s = &c->Es + segment;
        return offset + 16UL <= s->WriteSpan ? WriteAligned(tlb, (uint)s->Base + offset) : null;
    }

    /// <summary>As <see cref="Read(TlbEntry*, uint, int)"/>, through a segment's base and limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Read(VcpuState* c, TlbEntry* tlb, int segment, uint offset, int size)
    {
        SegmentCache* s = &c->Es + segment;
        return offset + (ulong)size <= s->ReadSpan ? Read(tlb, (uint)s->Base + offset, size) : null;
    }

    /// <summary>As <see cref="Write(TlbEntry*, uint, int)"/>, through a segment's base and limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Write(VcpuState* c, TlbEntry* tlb, int segment, uint offset, int size)
    {
        SegmentCache* s = &c->Es + segment;
        return offset + (ulong)size <= s->WriteSpan ? Write(tlb, (uint)s->Base + offset, size) : null;
    }

    /// <summary>The stack pointer at the stack's address size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint StackPointer(VcpuState* c) => StackOffset(c, 0);

    /// <summary>An offset from the stack pointer, wrapped at the stack's address size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint StackOffset(VcpuState* c, int distance)
    {
        uint offset = (uint)c->Rsp + (uint)distance;
        return c->Ss.Big ? offset : (ushort)offset;
    }

    /// <summary>Moves the stack pointer at the stack's address size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetStackPointer(VcpuState* c, uint value)
    {
        if (c->Ss.Big)
        {
            c->Rsp = value;
        }
        else
        {
            *(ushort*)((byte*)c + RegisterFile.Sp) = (ushort)value;
        }
    }

    /// <summary>SI or DI at the address size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Index(VcpuState* c, Op* o, int register)
        => o->AddressSize == 2 ? *(ushort*)((byte*)c + register) : *(uint*)((byte*)c + register);

    /// <summary>Moves SI or DI past an element, down if DF is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Advance(VcpuState* c, Op* o, int register, int size)
    {
        byte* at = (byte*)c + register;
        uint index = *(uint*)at + (uint)((c->SystemFlags & EFlags.Df) != 0 ? -size : size);
        if (o->AddressSize == 2)
        {
            *(ushort*)at = (ushort)index;
        }
        else
        {
            *(ulong*)at = index;
        }
    }

    /// <summary>rCX at the address size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Count(VcpuState* c, Op* o) => o->AddressSize == 2 ? (ushort)c->Rcx : (uint)c->Rcx;

    /// <summary>Writes rCX at the address size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetCount(VcpuState* c, Op* o, uint value)
    {
        if (o->AddressSize == 2)
        {
            *(ushort*)((byte*)c + RegisterFile.Cx) = (ushort)value;
        }
        else
        {
            c->Rcx = value;
        }
    }

    /// <summary>Whether ports may be accessed without a look at the TSS.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IoAllowed(VcpuState* c)
        => (c->Cr0 & Cr0.Pe) == 0 || ((c->SystemFlags & EFlags.Vm) == 0 && c->Cpl <= (int)((c->SystemFlags >> 12) & 3));

    /// <summary>The synchronous device that answers a whole port access itself, or null: leave.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static PortLayer? Port(VcpuState* c, uint port, int size)
    {
        IoBus bus = Owner(c).Bus;
        PortLayer? layer = bus.AllowsDirect && (port & (uint)(size - 1)) == 0 ? bus.Ports.Find((int)port, size) : null;
        return layer?.Device is null ? null : layer;
    }

    /// <summary>Reads a port of a device that <see cref="Port"/> found. The device sees exact time and RIP.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]        // the bus has locals with addresses, which would cost the handler its tail call
    public static uint PortIn(VcpuState* c, Op* o, PortLayer layer, uint port, int size, long budget)
    {
        c->Budget = budget + o->Remaining;
        c->Rip = o->Ip;
        Vcpu owner = Owner(c);
        owner.NoteIo(o, port, size, read: true);
        return owner.Bus.ReadPort(layer, (int)port, size);
    }

    /// <summary>Writes a port of a device that <see cref="Port"/> found.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]        // the bus has locals with addresses, which would cost the handler its tail call
    public static void PortOut(VcpuState* c, Op* o, PortLayer layer, uint port, uint value, int size, long budget)
    {
        c->Budget = budget + o->Remaining;
        c->Rip = o->Ip;
        Vcpu owner = Owner(c);
        owner.NoteIo(o, port, size, read: false);
        owner.Bus.WritePort(layer, (int)port, size, value);
    }

    /// <summary>Leaves after an op that has retired, because its device asked for the boundary.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LeaveAfter(VcpuState* c, Op* o, long budget, ulong result, ulong carries)
        => LeaveAt(c, o->Next, budget + o->Remaining - 1, result, carries, LeaveReason.Attention);

    /// <summary>Does iterations of a REP INS or OUTS in one go, all but the last at most (rule B12).</summary>
    /// <returns>How many; the budget of the caller's has not changed yet.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]        // the bus has locals with addresses, which would cost the handler its tail call
    public static long Batch(VcpuState* c, Op* o, PortLayer layer, uint port, int size, bool write, long budget)
    {
        c->Budget = budget + o->Remaining;
        return PortBatch.Run(c, o, layer, port, size, write, budget + 1);
    }

    /// <summary>The vCPU whose state it is.</summary>
    public static Vcpu Owner(VcpuState* c) => Unsafe.As<Vcpu>(GCHandle.FromIntPtr(c->Owner).Target!);
}
