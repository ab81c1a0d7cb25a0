using System.Runtime.CompilerServices;
using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;
using GenEmu.Core.Tracing;

namespace GenEmu.Core.Execution;

/// <summary>Delivery of events through 32-bit gates, and IRET, without a log: where nothing can fault or wait any more (SDM vol. 3, 6.12).</summary>
/// <remarks>
/// Everything is looked at before anything is written: gate, descriptors, TSS and stack must be plain memory that the TLB knows, descriptors must have been accessed
/// before, and no rule may be broken. Anything else is left to the recorded way (<see cref="Transaction.Deliver"/>), which does it all again and says what is wrong.
/// </remarks>
internal static unsafe class DirectEvents
{
    private const int ItemBytes = 4;

    /// <summary>INT n and its like, as the end of a direct handler's op. On success RIP, flags and mode are the handler's.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Interrupt(VcpuState* c, Op* o, uint vector)
        => Deliver(Direct.Owner(c), c, new EventInfo((byte)vector, EventKind.Software, o->Next));

    /// <summary>Delivers an event in protected mode.</summary>
    /// <returns>Whether it is delivered; if not, nothing has changed.</returns>
    public static bool Deliver(Vcpu cpu, VcpuState* c, in EventInfo e)
    {
        if (!IsPlain(cpu, c) || (e.Vector * 8u) + 7 > c->IdtLimit || !TryRead(cpu, c->IdtBase + (e.Vector * 8u), 8, out ulong raw))
        {
            return false;
        }

        var gate = new Descriptor(raw);
        bool mayEnter = gate.IsSystem && gate.Type is SystemDescriptorType.InterruptGate32 or SystemDescriptorType.TrapGate32
            && gate.Present && (e.Kind != EventKind.Software || gate.Dpl >= c->Cpl);
        if (!mayEnter || !TryDescriptor(cpu, c, gate.GateSelector, out Descriptor code)
            || !IsCodeOf(code, code.Dpl) || code.Dpl > c->Cpl || gate.GateOffset > code.Limit)
        {
            return false;
        }

        bool pushed = code.Dpl == c->Cpl ? PushOnto(c, c->Ss, (uint)c->Rsp, code.Dpl, e, inward: false) : PushInward(cpu, c, code.Dpl, e);
        if (!pushed)
        {
            return false;
        }

        c->SystemFlags &= ~(EFlags.Tf | EFlags.Nt | EFlags.Rf | (gate.Type == SystemDescriptorType.InterruptGate32 ? EFlags.If : 0));
        Enter(cpu, c, gate.GateSelector, code, gate.GateOffset, code.Dpl);
        return true;
    }

    /// <summary>IRET within a privilege level or outward, as the end of a direct handler's op. On success RIP, flags and mode are those returned to.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Return(VcpuState* c, Op* o)
    {
        Vcpu cpu = Direct.Owner(c);
        bool mayReturn = IsPlain(cpu, c) && (c->SystemFlags & EFlags.Nt) == 0 && o->OperandSize == ItemBytes;
        uint* frame = Frame(cpu, c, c->Ss, (uint)c->Rsp, 3, c->Cpl, write: false);
        if (!mayReturn || frame is null)
        {
            return false;
        }

        uint ip = frame[0];
        var selector = (ushort)frame[1];
        uint flags = frame[2];
        int cpl = selector & 3;
        bool isPlain = (flags & EFlags.Vm) == 0 && cpl >= c->Cpl;
        if (!isPlain || !TryDescriptor(cpu, c, selector, out Descriptor code) || !IsCodeOf(code, cpl) || ip > code.Limit)
        {
            return false;
        }

        // What the old level may change (SDM vol. 2, IRET).
        uint mask = EFlags.Tf | EFlags.Df | EFlags.Nt | EFlags.Ac | EFlags.Id | EFlags.Rf;
        mask |= c->Cpl <= cpu.Iopl ? EFlags.If : 0;
        mask |= c->Cpl == 0 ? EFlags.Iopl : 0;
        if (cpl == c->Cpl)
        {
            c->Rsp = (uint)c->Rsp + (3 * ItemBytes);
        }
        else if (!ReturnOutward(cpu, c, cpl))
        {
            return false;
        }

        c->Result = LazyFlags.ResultOf(flags);
        c->Carries = LazyFlags.CarriesOf(flags);
        c->SystemFlags = (c->SystemFlags & ~mask) | (flags & mask);
        c->NmiMasked = false;
        Enter(cpu, c, selector, code, ip, cpl);
        return true;
    }

    /// <summary>Protected mode, and nobody watches what is delivered or written.</summary>
    private static bool IsPlain(Vcpu cpu, VcpuState* c)
        => (c->Cr0 & Cr0.Pe) != 0 && (c->SystemFlags & EFlags.Vm) == 0 && !cpu.ChecksAlignment && !cpu.WatchesAccesses && !cpu.Traces(TraceKinds.Events);

    /// <summary>Whether a descriptor is that of non-conforming code of a level, with nothing left to be done to it.</summary>
    private static bool IsCodeOf(in Descriptor code, int level) => code.IsCode && !code.IsConforming && code.Dpl == level && IsReady(code);

    private static bool IsStackOf(in Descriptor stack, int level) => stack.IsWritableData && stack.Dpl == level && IsReady(stack);

    private static bool IsReady(in Descriptor descriptor) => descriptor.Present && (descriptor.Access & 1) != 0;

    private static bool PushInward(Vcpu cpu, VcpuState* c, int level, in EventInfo e)
    {
        uint at = 4 + ((uint)level * 8);
        if ((c->Tr.Type & 8) == 0 || at + 5 > c->Tr.Limit
            || !TryRead(cpu, c->Tr.Base + at, 4, out ulong sp) || !TryRead(cpu, c->Tr.Base + at + 4, 2, out ulong selector)
            || ((int)selector & 3) != level || !TryDescriptor(cpu, c, (ushort)selector, out Descriptor descriptor) || !IsStackOf(descriptor, level))
        {
            return false;
        }

        SegmentCache stack = default;
        stack.Load((ushort)selector, descriptor);
        if (!PushOnto(c, stack, (uint)sp, level, e, inward: true))
        {
            return false;
        }

        c->Ss = stack;
        return true;
    }

    /// <summary>Pushes the frame: the old stack first if it was left, the error code last if there is one. Moves the stack pointer.</summary>
    private static bool PushOnto(VcpuState* c, in SegmentCache stack, uint sp, int level, in EventInfo e, bool inward)
    {
        int items = (inward ? 5 : 3) + (e.HasCode ? 1 : 0);
        uint top = sp - (uint)(items * ItemBytes);
        uint* frame = Frame(Direct.Owner(c), c, stack, top, items, level, write: true);
        if (frame is null)
        {
            return false;
        }

        uint flags = LazyFlags.Image(c->Result, c->Carries) | EFlags.Reserved1 | (c->SystemFlags & ~EFlags.Rf);
        flags |= e.ResumeFlag ? EFlags.Rf : e.Kind == EventKind.Software ? 0 : c->SystemFlags & EFlags.Rf;
        if (e.HasCode)
        {
            *frame++ = e.Code;
        }

        frame[0] = (uint)e.ReturnIp;
        frame[1] = c->Cs.Selector;
        frame[2] = flags;
        if (inward)
        {
            frame[3] = (uint)c->Rsp;
            frame[4] = c->Ss.Selector;
        }

        c->Rsp = top;
        return true;
    }

    /// <summary>The stack of a less privileged level comes from the frame; data segments that it may not use would become null.</summary>
    private static bool ReturnOutward(Vcpu cpu, VcpuState* c, int level)
    {
        uint* frame = Frame(cpu, c, c->Ss, (uint)c->Rsp, 5, c->Cpl, write: false);
        if (frame is null || ((int)frame[4] & 3) != level || !TryDescriptor(cpu, c, (ushort)frame[4], out Descriptor stack) || !IsStackOf(stack, level) || !stack.Big
            || IsDropped(c->Es, level) || IsDropped(c->Ds, level) || IsDropped(c->Fs, level) || IsDropped(c->Gs, level))
        {
            return false;
        }

        c->Rsp = frame[3];
        c->Ss.Load((ushort)frame[4], stack);
        return true;
    }

    private static bool IsDropped(in SegmentCache segment, int level) => segment.Present && !segment.IsConforming && segment.Dpl < level;

    private static void Enter(Vcpu cpu, VcpuState* c, ushort selector, in Descriptor code, uint offset, int level)
    {
        bool isSame = level == c->Cpl && c->Cs.Base == code.Base && c->Cs.Limit == code.Limit && c->Cs.Access == code.Access;
        c->Cs.Load((ushort)((selector & 0xFFFC) | level), code);
        c->Cpl = level;
        c->Rip = offset;
        c->Shadow = Shadow.None;
        cpu.EnterMode(isSame);
    }

    /// <summary>A stack frame of 32-bit items on one page that may be read or written directly, or null.</summary>
    private static uint* Frame(Vcpu cpu, VcpuState* c, in SegmentCache stack, uint offset, int items, int level, bool write)
    {
        int bytes = items * ItemBytes;
        uint linear = (uint)stack.Base + offset;
        TlbEntry* page = Entry(cpu, linear, level == 3);
        bool lies = stack.Big && offset + (ulong)bytes <= (write ? stack.WriteSpan : stack.ReadSpan)
            && (write ? Direct.MayWrite(page, linear, bytes) : Direct.MayRead(page, linear, bytes));
        return lies ? (uint*)Direct.Host(page, linear) : null;
    }

    private static bool TryDescriptor(Vcpu cpu, VcpuState* c, ushort selector, out Descriptor descriptor)
    {
        bool local = (selector & 4) != 0;
        uint limit = local ? (c->Ldtr.Present ? c->Ldtr.Limit : 0) : c->GdtLimit;
        uint at = selector & 0xFFF8u;
        ulong raw = 0;
        bool known = (selector & 0xFFFC) != 0 && at + 7 <= limit && TryRead(cpu, (local ? c->Ldtr.Base : c->GdtBase) + at, 8, out raw);
        descriptor = new Descriptor(raw);
        return known;
    }

    /// <summary>Reads a system structure, with supervisor rights.</summary>
    private static bool TryRead(Vcpu cpu, ulong linear, int size, out ulong value)
    {
        TlbEntry* page = Entry(cpu, (uint)linear, user: false);
        bool lies = Direct.MayRead(page, (uint)linear, size);
        value = lies ? Little.Read(Direct.Host(page, (uint)linear), size) : 0;        // on one page, by its tag
        return lies;
    }

    private static TlbEntry* Entry(Vcpu cpu, uint linear, bool user)
        => (TlbEntry*)((byte*)cpu.Translations.For(user) + ((linear >> Tlb.EntryShift) & ((Tlb.Entries - 1) * Tlb.EntryBytes)));
}
