using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Io;
using GenEmu.Core.Tracing;

namespace GenEmu.Core;

/// <content>Tracing: small hooks on the recorded way and at boundaries. The direct way has none; what it would hide is recorded while it is traced.</content>
public sealed unsafe partial class Vcpu
{
    private ITracer? _tracer;
    private TraceKinds _traces;

    /// <summary>Hears of what the vCPU does; <see langword="null"/> for nobody. Set it between runs.</summary>
    public ITracer? Tracer
    {
        get => _tracer;
        set
        {
            _tracer = value;
            _traces = value?.Kinds ?? TraceKinds.None;
            Bus.RecordsPorts = Traces(TraceKinds.Io);
        }
    }

    private TracePoint Here => new(InstructionCount, Index, _s->Cs.Selector, _s->Rip);

    internal bool Traces(TraceKinds kinds) => (_traces & kinds) != 0;

    /// <summary>A device access came to its end.</summary>
    internal void TraceAccess(IoKind kind, ulong address, int width, string device, ulong value, AccessOutcome outcome)
    {
        if (Traces(kind is IoKind.PortRead or IoKind.PortWrite ? TraceKinds.Io : TraceKinds.Mmio))
        {
            _tracer!.Access(new TracedAccess(Here, kind, address, width, device, value, outcome));
        }
    }

    /// <summary>A delivery can no longer fail or wait; nothing but CS and what belongs to it is visible yet.</summary>
    internal void TraceDelivery(in EventInfo e, ushort selector, ulong target)
    {
        var kind = e.Kind switch
        {
            EventKind.Software => DeliveryKind.Software,
            EventKind.External => DeliveryKind.External,
            _ => DeliveryKind.Exception,
        };
        ulong? address = kind == DeliveryKind.Exception && e.Vector == Vector.Pf ? _s->Cr2 : null;
        var from = new TracePoint(InstructionCount, Index, selector, e.ReturnIp);
        _tracer!.Delivery(new TracedDelivery(from, e.Vector, kind, e.HasCode ? e.Code : null, address, _s->Cs.Selector, target));
    }

    private void TraceInstruction(Op* o)
    {
        _tracer!.Instruction(new TracedInstruction(Here, _codeSize == CodeMode.Bits32 ? 32 : 16), CodeOf(o));
    }

    /// <summary>Something is about to be recognised between two instructions.</summary>
    private void Recognise(BoundaryEvents chosen)
    {
        if (Traces(TraceKinds.Boundaries))
        {
            BoundaryEvents pending = PendingEvents(out BoundaryEvents masked);
            _tracer!.Boundary(new TracedBoundary(Here, pending | chosen, masked & ~chosen, chosen));
        }
    }

    private BoundaryEvents PendingEvents(out BoundaryEvents masked)
    {
        uint debug = _s->PendingDebug;
        bool inShadow = _s->Shadow != Shadow.None;
        masked = BoundaryEvents.None;
        return (_attentionRequested ? BoundaryEvents.Attention : 0)
            | Pending((debug & Dr6.Bt) != 0, BoundaryEvents.TaskSwitchTrap, (_s->Shadow & Shadow.MovSs) != 0, ref masked)
            | Pending(_smiLatched, BoundaryEvents.Smi, _s->InSmm, ref masked)
            | Pending(_initLatched || _startupVector is not null, BoundaryEvents.Init, _s->InSmm, ref masked)
            | Pending((debug & (Dr6.Enabled | Dr6.Bs)) != 0, BoundaryEvents.DebugTrap, (_s->Shadow & Shadow.MovSs) != 0, ref masked)
            | Pending(_nmiLatched, BoundaryEvents.Nmi, _s->NmiMasked || inShadow, ref masked)
            | Pending(_interruptRequest || _queuedVector is not null, BoundaryEvents.Interrupt, !InterruptsOpen, ref masked)
            | Pending(Breakpoints.AreArmed && BreakpointMatches() != 0, BoundaryEvents.CodeBreakpoint, IgnoresCodeBreakpoints, ref masked);
    }

    private static BoundaryEvents Pending(bool pending, BoundaryEvents which, bool isMasked, ref BoundaryEvents masked)
    {
        masked |= pending && isMasked ? which : 0;
        return pending ? which : 0;
    }
}
