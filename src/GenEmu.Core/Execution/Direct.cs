using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenEmu.Core.Cpu;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>What direct handlers share. All of it inlines into handlers, and none of it takes the address of a local: that would cost them their tail call.</summary>
/// <remarks>
/// <para>A handler's signature is <c>(c, o, budget, result, carries)</c>. It does its work and ends in a call of the next op's handler in tail
/// position, which RyuJIT turns into a jump (but never in a method that must not be inlined). What it cannot do without the recorded way it leaves before any side effect.</para>
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

    /// <summary>The handler of everything that has no direct form, and where handlers jump to when they find out that the op is none for them.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void LeaveHandler(VcpuState* c, Op* o, long budget, ulong result, ulong carries)
        => Leave(c, o, budget, result, carries);

    /// <summary>Leaves before a block that is longer than the budget, which was reduced by it already.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void BudgetHandler(VcpuState* c, Op* first, long budget, ulong result, ulong carries)
        => LeaveAt(c, first->Ip, budget + first->Remaining, result, carries, LeaveReason.Budget);

    /// <summary>The handler of a stale block's first op: the block is repaired, or decoded anew, between instructions.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void StaleHandler(VcpuState* c, Op* first, long budget, ulong result, ulong carries)
        => LeaveAt(c, first->Ip, budget + first->Remaining, result, carries, LeaveReason.NoBlock);

    /// <summary>The op behind a block that no jump ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ContinueHandler(VcpuState* c, Op* o, long budget, ulong result, ulong carries)
    {
        if (BlockExits.Of(o - 1)->NextStamp != c->LinkStamp)
        {
            LinkNext(c, o - 1, budget, result, carries);
            return;
        }

        Enter(c, BlockExits.Of(o - 1)->Next, budget, result, carries);
    }

    /// <summary>On to the block behind the one that an op ends; links the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LinkNext(VcpuState* c, Op* o, long budget, ulong result, ulong carries)
    {
        JumpEntry* entry = Lookup(c, o->Next);
        if (entry->Ip != o->Next || entry->Key != c->CodeKey)
        {
            LeaveAt(c, o->Next, budget, result, carries, LeaveReason.NoBlock);
            return;
        }

        BlockExits* exits = BlockExits.Of(o);
        exits->Next = entry->First;
        exits->NextStamp = c->LinkStamp;
        Enter(c, entry->First, budget, result, carries);
    }

    /// <summary>On to the block at the fixed target (it is in RIP) of the jump that ends a block; links the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LinkTarget(VcpuState* c, Op* o, long budget, ulong result, ulong carries)
    {
        JumpEntry* entry = Lookup(c, c->Rip);
        if (entry->Ip != c->Rip || entry->Key != c->CodeKey)
        {
            JumpHandler(c, o, budget, result, carries);
            return;
        }

        BlockExits* exits = BlockExits.Of(o);
        exits->Target = entry->First;
        exits->TargetStamp = c->LinkStamp;
        Enter(c, entry->First, budget, result, carries);
    }

    /// <summary>On to the block at RIP, where a jump leads. The directory's blocks were checked against the code limit; only a target that is not there has to be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void JumpHandler(VcpuState* c, Op* o, long budget, ulong result, ulong carries)
    {
        ulong ip = c->Rip;
        JumpEntry* entry = Lookup(c, ip);
        if (entry->Ip == ip && entry->Key == c->CodeKey)
        {
            Enter(c, entry->First, budget, result, carries);
            return;
        }

        if (ip > c->Cs.Limit)
        {
            Leave(c, o, budget, result, carries);        // a jump that has an effect has checked its target before it
        }
        else
        {
            LeaveAt(c, ip, budget, result, carries, LeaveReason.NoBlock);
        }
    }

    /// <summary>The first handler of a block that has not been executed often.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CountHandler(VcpuState* c, Op* o, long budget, ulong result, ulong carries)
    {
        BlockExits* exits = BlockExits.Of(o + o->Remaining - 1);
        if (--exits->Heat > 0)
        {
            exits->First(c, o, budget, result, carries);
            return;
        }

        Owner(c).Fuse(o);
        o->Direct(c, o, budget, result, carries);
    }

    /// <summary>On to the block at RIP after an op that may have changed everything, and has checked its target.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ResumeHandler(VcpuState* c, Op* o, long budget, ulong result, ulong carries)
    {
        budget += o->Remaining - 1;
        JumpEntry* entry = Lookup(c, c->Rip);
        if (c->Attention != 0)
        {
            LeaveAt(c, c->Rip, budget, result, carries, LeaveReason.Attention);
        }
        else if (entry->Ip != c->Rip || entry->Key != c->CodeKey)
        {
            LeaveAt(c, c->Rip, budget, result, carries, LeaveReason.NoBlock);
        }
        else
        {
            Enter(c, entry->First, budget, result, carries);
        }
    }

    /// <summary>Runs a block if the budget lasts for all of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter(VcpuState* c, Op* first, long budget, ulong result, ulong carries)
    {
        budget -= first->Remaining;
        if (budget < 0)
        {
            BudgetHandler(c, first, budget, result, carries);
            return;
        }

        first->Direct(c, first, budget, result, carries);
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

    /// <summary>The TLB entry that a linear address would be in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TlbEntry* Page(VcpuState* c, uint linear)
        => (TlbEntry*)((byte*)c->Tlb + ((linear >> Tlb.EntryShift) & ((Tlb.Entries - 1) * Tlb.EntryBytes)));

    /// <summary>Whether an operand lies on the entry's page, and may be read there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayRead(TlbEntry* page, uint linear, int size) => page->ReadTag == ((linear + (uint)(size - 1)) & 0xFFFF_F000);

    /// <summary>Whether an operand lies on the entry's page, and may be written there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayWrite(TlbEntry* page, uint linear, int size) => page->WriteTag == ((linear + (uint)(size - 1)) & 0xFFFF_F000);

    /// <summary>As <see cref="MayRead"/>, of 16 bytes that must be aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayReadAligned(TlbEntry* page, uint linear) => page->ReadTag == (linear & 0xFFFF_F00F);

    /// <summary>As <see cref="MayWrite"/>, of 16 bytes that must be aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayWriteAligned(TlbEntry* page, uint linear) => page->WriteTag == (linear & 0xFFFF_F00F);

    /// <summary>The host address of what the entry's page has at a linear address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Host(TlbEntry* page, uint linear) => (byte*)page->Addend + linear;

    /// <summary>Whether a segment lets an operand be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SpansRead(VcpuState* c, int segment, uint offset, int size) => offset + (ulong)size <= (&c->Es + segment)->ReadSpan;

    /// <summary>Whether a segment lets an operand be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SpansWrite(VcpuState* c, int segment, uint offset, int size) => offset + (ulong)size <= (&c->Es + segment)->WriteSpan;

    /// <summary>The linear address of an offset in a segment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Linear(VcpuState* c, int segment, uint offset) => (uint)(&c->Es + segment)->Base + offset;

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

    /// <summary>Writes AL, AH and the like with all of their register: a host that has just stored a byte cannot forward it to a load of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetByteRegister(VcpuState* c, int offset, byte value)
    {
        ulong* register = (ulong*)((byte*)c + (offset & ~7));
        int shift = (offset & 1) * 8;
        *register = (*register & ~(0xFFUL << shift)) | ((ulong)value << shift);
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
    public static PortLayer? Port(VcpuState* c, uint port, int size) => Port(Owner(c), port, size);

    /// <summary>Reads a port of a synchronous device, which sees exact time and RIP.</summary>
    /// <returns>What it answered, or a negative number if there is none: leave.</returns>
    [MethodImpl(Compile.OutOfLine)]        // the bus has locals with addresses, which would cost the handler its tail call
    public static long PortIn(VcpuState* c, Op* o, uint port, int size, long budget)
    {
        Vcpu owner = Owner(c);
        return Port(owner, port, size) is { } layer ? PortIn(owner, c, o, layer, port, size, budget) : -1;
    }

    /// <summary>As <see cref="PortIn(VcpuState*, Op*, uint, int, long)"/>, of a device that <see cref="Port(VcpuState*, uint, int)"/> found.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static uint PortIn(VcpuState* c, Op* o, PortLayer layer, uint port, int size, long budget) => PortIn(Owner(c), c, o, layer, port, size, budget);

    /// <summary>Writes a port of a synchronous device, which sees exact time and RIP.</summary>
    /// <returns>Whether there is one: else leave.</returns>
    [MethodImpl(Compile.OutOfLine)]        // the bus has locals with addresses, which would cost the handler its tail call
    public static bool PortOut(VcpuState* c, Op* o, uint port, uint value, int size, long budget)
    {
        Vcpu owner = Owner(c);
        if (Port(owner, port, size) is not { } layer)
        {
            return false;
        }

        PortOut(owner, c, o, layer, port, value, size, budget);
        return true;
    }

    /// <summary>As <see cref="PortOut(VcpuState*, Op*, uint, uint, int, long)"/>, of a device that <see cref="Port(VcpuState*, uint, int)"/> found.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void PortOut(VcpuState* c, Op* o, PortLayer layer, uint port, uint value, int size, long budget)
        => PortOut(Owner(c), c, o, layer, port, value, size, budget);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortLayer? Port(Vcpu owner, uint port, int size)
    {
        PortLayer? layer = (port & (uint)(size - 1)) == 0 ? owner.Bus.Ports.FindDirect((int)port, size) : null;
        return layer?.Device is null ? null : layer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint PortIn(Vcpu owner, VcpuState* c, Op* o, PortLayer layer, uint port, int size, long budget)
    {
        c->Budget = budget + o->Remaining;
        c->Rip = o->Ip;
        owner.NoteIo(o, port, size, read: true);
        return owner.Bus.ReadPort(layer, (int)port, size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PortOut(Vcpu owner, VcpuState* c, Op* o, PortLayer layer, uint port, uint value, int size, long budget)
    {
        c->Budget = budget + o->Remaining;
        c->Rip = o->Ip;
        owner.NoteIo(o, port, size, read: false);
        owner.Bus.WritePort(layer, (int)port, size, value);
    }

    /// <summary>The vCPU whose state it is.</summary>
    public static Vcpu Owner(VcpuState* c) => Unsafe.As<Vcpu>(GCHandle.FromIntPtr(c->Owner).Target!);
}
