using GenEmu.Core.Cpu;
using GenEmu.Core.Tracing;

namespace GenEmu.Core.Execution;

/// <content>Delivery of interrupts and exceptions, and the return from them (SDM vol. 3, chapter 6).</content>
internal sealed unsafe partial class Transaction
{
    /// <summary>INT n: in V86 mode only with IOPL 3.</summary>
    public bool Interrupt(Op* o, uint vector)
        => (!_cpu.IsVirtual8086 || _cpu.Iopl == 3 || RaiseFault(Vector.Gp)) && Deliver(new EventInfo((byte)vector, EventKind.Software, o->Next));

    /// <summary>INT3: no IOPL check in V86 mode.</summary>
    public bool Breakpoint(Op* o) => Deliver(new EventInfo(Vector.Bp, EventKind.Software, o->Next));

    /// <summary>INTO.</summary>
    public bool Overflow(Op* o) => Deliver(new EventInfo(Vector.Of, EventKind.Software, o->Next));

    /// <summary>INT1: delivered without a DPL check and without a cause in DR6 (rule C19).</summary>
    public bool IceBreakpoint(Op* o) => Deliver(new EventInfo(Vector.Db, EventKind.Exception, o->Next));

    /// <summary>Runs a delivery as a transaction of its own (<see cref="CommitDelivery"/> follows if it succeeds) or as an instruction's.</summary>
    /// <remarks>It clears TF, so an instruction that delivers is not stepped over: its handler's first instruction is not either (SDM vol. 3, 17.3.1.4).</remarks>
    public bool Deliver(in EventInfo e)
    {
        _traceTrap = false;
        _external = e.Kind == EventKind.Software ? 0u : 1u;
        ushort interrupted = _s->Cs.Selector;
        bool delivered = _cpu.IsProtected ? DeliverProtected(e) : DeliverReal(e);
        if (delivered && _cpu.Traces(TraceKinds.Events))
        {
            _cpu.TraceDelivery(e, interrupted, _next);
        }

        return delivered;
    }

    /// <summary>Makes a delivery visible.</summary>
    public void CommitDelivery() => Commit(_next);

    /// <summary>IRET.</summary>
    public bool InterruptReturn(Op* o)
    {
        if (!_cpu.IsProtected)
        {
            return ReturnReal(o);
        }

        if (_cpu.IsVirtual8086)
        {
            return _cpu.Iopl == 3 ? ReturnReal(o) : RaiseFault(Vector.Gp);
        }

        return (_s->SystemFlags & EFlags.Nt) != 0 ? ReturnFromTask(o) : ReturnProtected(o);
    }

    private uint PushedFlags(in EventInfo e)
        => LazyFlags.Image(Result, Carries) | EFlags.Reserved1 | (_s->SystemFlags & ~EFlags.Rf) | (e.ResumeFlag ? EFlags.Rf : _s->SystemFlags & EFlags.Rf & (e.Kind == EventKind.Software ? 0 : uint.MaxValue));

    private bool DeliverReal(in EventInfo e)
    {
        uint at = e.Vector * 4u;
        if (at + 3 > _s->IdtLimit)
        {
            return RaiseFault(Vector.Gp, (e.Vector * 8u) | 2 | _external);
        }

        if (!ReadSystem(_s->IdtBase + at, 2, out ulong ip) || !ReadSystem(_s->IdtBase + at + 2, 2, out ulong cs))
        {
            return false;
        }

        if (!CheckPush(3, 2) || (ip > _s->Cs.Limit && !RaiseFault(Vector.Gp))
            || !Push(PushedFlags(e), 2) || !Push(_s->Cs.Selector, 2) || !Push(e.ReturnIp, 2))
        {
            return false;
        }

        SystemFlags &= ~(EFlags.If | EFlags.Tf | EFlags.Ac | EFlags.Rf);
        _s->Cs.LoadReal((ushort)cs);
        _cpu.CodeChanged();
        GoTo(ip);
        return true;
    }

    private bool DeliverProtected(in EventInfo e)
    {
        uint code = (e.Vector * 8u) | 2 | _external;
        if ((e.Vector * 8u) + 7 > _s->IdtLimit)
        {
            return RaiseFault(Vector.Gp, code);
        }

        if (!ReadSystem(_s->IdtBase + (e.Vector * 8u), 8, out ulong raw))
        {
            return false;
        }

        var gate = new Descriptor(raw);
        bool known = gate.IsSystem && gate.Type is SystemDescriptorType.TaskGate or SystemDescriptorType.InterruptGate16 or SystemDescriptorType.TrapGate16
            or SystemDescriptorType.InterruptGate32 or SystemDescriptorType.TrapGate32;
        if (!known || (e.Kind == EventKind.Software && gate.Dpl < _s->Cpl))
        {
            return RaiseFault(Vector.Gp, code);
        }

        if (!gate.Present)
        {
            return RaiseFault(Vector.Np, code);
        }

        return gate.Type == SystemDescriptorType.TaskGate
            ? SwitchTask(gate.GateSelector, TaskSwitchCause.Event, e.ReturnIp, e.HasCode, e.Code)
            : ThroughInterruptGate(e, gate);
    }

    private bool ThroughInterruptGate(in EventInfo e, in Descriptor gate)
    {
        ushort selector = gate.GateSelector;
        if (!ReadTarget(selector, out Descriptor code, out ulong address))
        {
            return false;
        }

        bool inward = code.IsCode && !code.IsConforming && code.Dpl < _s->Cpl;
        bool fromV86 = _cpu.IsVirtual8086;
        if (!code.IsCode || code.Dpl > _s->Cpl || (fromV86 && (code.IsConforming || code.Dpl != 0)))
        {
            return RaiseSelectorFault(Vector.Gp, selector);
        }

        if (!code.Present)
        {
            return RaiseSelectorFault(Vector.Np, selector);
        }

        int size = (gate.Type & 8) != 0 ? 4 : 2;
        bool done = inward
            ? PushInward(e, code, size, fromV86, gate.GateOffset)
            : CheckPush(e.HasCode ? 4 : 3, size) && (gate.GateOffset <= code.Limit || RaiseFault(Vector.Gp, _external))
                && Push(PushedFlags(e), size) && Push(_s->Cs.Selector, size) && Push(e.ReturnIp, size) && (!e.HasCode || Push(e.Code, size));
        if (!done || !SetAccessed(ref code, address))
        {
            return false;
        }

        uint cleared = EFlags.Tf | EFlags.Nt | EFlags.Rf | EFlags.Vm | ((gate.Type & 1) == 0 ? EFlags.If : 0);
        if (inward)
        {
            SetStack(_innerStack, _innerSp);
            if (fromV86)
            {
                foreach (int segment in (ReadOnlySpan<int>)[Segment.Es, Segment.Ds, Segment.Fs, Segment.Gs])
                {
                    Seg(segment).LoadNull(0);
                }
            }
        }

        SystemFlags = _s->SystemFlags & ~cleared;
        _s->SystemFlags &= ~EFlags.Vm;           // EnterCode derives the mode from the real flags
        return EnterCode(selector, code, address, gate.GateOffset, inward ? code.Dpl : _s->Cpl);
    }

    private SegmentCache _innerStack;
    private ulong _innerSp;

    private bool PushInward(in EventInfo e, in Descriptor code, int size, bool fromV86, uint offset)
    {
        if (!ReadInnerStack(code.Dpl, out ushort selector, out ulong sp, out _innerStack))
        {
            return false;
        }

        int items = 5 + (fromV86 ? 4 : 0) + (e.HasCode ? 1 : 0);
        if (!CheckFrame(_innerStack, sp, items, size, user: code.Dpl == 3, selector) || (offset > code.Limit && !RaiseFault(Vector.Gp, _external)))
        {
            return false;
        }

        int item = 0;
        if (fromV86 && !(WriteFrame(item++, size, _s->Gs.Selector) && WriteFrame(item++, size, _s->Fs.Selector)
            && WriteFrame(item++, size, _s->Ds.Selector) && WriteFrame(item++, size, _s->Es.Selector)))
        {
            return false;
        }

        if (!WriteFrame(item++, size, _s->Ss.Selector) || !WriteFrame(item++, size, GetRegister(RegisterFile.Sp, size))
            || !WriteFrame(item++, size, PushedFlags(e)) || !WriteFrame(item++, size, _s->Cs.Selector) || !WriteFrame(item++, size, e.ReturnIp)
            || (e.HasCode && !WriteFrame(item, size, e.Code)))
        {
            return false;
        }

        _innerSp = sp - (ulong)(items * size);
        return true;
    }

    private bool ReturnReal(Op* o)
    {
        int size = o->OperandSize;
        if (!CheckPop(3, size) || !Pop(size, out ulong ip) || !Pop(size, out ulong cs) || !Pop(size, out ulong flags))
        {
            return false;
        }

        if (!JumpReal((ushort)cs, (uint)ip))
        {
            return false;
        }

        uint mask = EFlags.Tf | EFlags.If | EFlags.Df | EFlags.Nt | EFlags.Ac | EFlags.Id | EFlags.Rf | (_cpu.IsVirtual8086 ? 0 : EFlags.Iopl);
        SetFlags((uint)flags, size == 2 ? mask & 0xFFFF : mask);
        _s->NmiMasked = false;
        return true;
    }

    private bool ReturnFromTask(Op* o)
        => ReadSystem(_s->Tr.Base, 2, out ulong link) && SwitchTask((ushort)link, TaskSwitchCause.Return, o->Next, false, 0) && Unmask();

    private bool Unmask()
    {
        _s->NmiMasked = false;
        return true;
    }

    private bool ReturnProtected(Op* o)
    {
        int size = o->OperandSize;
        if (!CheckPop(3, size) || !Pop(size, out ulong ip) || !Pop(size, out ulong cs) || !Pop(size, out ulong popped))
        {
            return false;
        }

        var flags = (uint)popped;
        if (size == 4 && (flags & EFlags.Vm) != 0 && _s->Cpl == 0)
        {
            return ReturnToVirtual8086((uint)ip, (ushort)cs, flags);
        }

        var selector = (ushort)cs;
        if (!CheckReturnCode(selector, out Descriptor code, out ulong address))
        {
            return false;
        }

        uint mask = EFlags.Tf | EFlags.Df | EFlags.Nt | EFlags.Ac | EFlags.Id | EFlags.Rf;
        mask |= _s->Cpl <= _cpu.Iopl ? EFlags.If : 0;
        mask |= _s->Cpl == 0 ? EFlags.Iopl : 0;
        bool done = (selector & 3) > _s->Cpl
            ? ReturnOutward(selector, code, address, (uint)ip, size, 0)
            : EnterCode(selector, code, address, (uint)ip, selector & 3);
        if (!done)
        {
            return false;
        }

        SetFlags(flags, size == 2 ? mask & 0xFFFF : mask);
        return Unmask();
    }

    private bool ReturnToVirtual8086(uint ip, ushort cs, uint flags)
    {
        Span<ulong> segments = stackalloc ulong[Segment.Count];
        if (!CheckPop(6, 4) || !Pop(4, out ulong sp) || !Pop(4, out segments[Segment.Ss]) || !Pop(4, out segments[Segment.Es])
            || !Pop(4, out segments[Segment.Ds]) || !Pop(4, out segments[Segment.Fs]) || !Pop(4, out segments[Segment.Gs])
            || (ip > 0xFFFF && !RaiseFault(Vector.Gp)))
        {
            return false;
        }

        segments[Segment.Cs] = cs;
        const uint Mask = EFlags.Tf | EFlags.If | EFlags.Df | EFlags.Iopl | EFlags.Nt | EFlags.Rf | EFlags.Vm | EFlags.Ac | EFlags.Id;
        SetFlags(flags, Mask);
        EnterVirtual8086(segments);
        SetRegister(RegisterFile.Sp, 4, sp);
        GoTo(ip);
        return Unmask();
    }

    private void EnterVirtual8086(ReadOnlySpan<ulong> selectors)
    {
        _s->SystemFlags |= EFlags.Vm;
        _s->Cpl = 3;
        for (int i = 0; i < Segment.Count; i++)
        {
            ref SegmentCache s = ref Seg(i);
            s.Limit = 0xFFFF;
            s.Access = 0xF3;        // present, DPL 3, writable data, accessed (SDM vol. 3, 20.1)
            s.LoadReal((ushort)selectors[i]);
        }

        _cpu.CodeChanged();
    }
}
