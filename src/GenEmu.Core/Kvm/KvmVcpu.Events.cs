using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;

namespace GenEmu.Core.Kvm;

/// <content>Exceptions, interrupts, NMI and SMI on their way.</content>
public sealed unsafe partial class KvmVcpu
{
    private const byte ShadowOfMovSs = 1;
    private const byte ShadowOfSti = 2;
    private const int LastException = 31;
    private const KvmVcpuEventFlags Known
        = KvmVcpuEventFlags.NmiPending | KvmVcpuEventFlags.SipiVector | KvmVcpuEventFlags.Shadow | KvmVcpuEventFlags.Smm | KvmVcpuEventFlags.Payload | KvmVcpuEventFlags.TripleFault;

    /// <summary>KVM_GET_VCPU_EVENTS (rule E5). A debug trap that waits for the next boundary is a pending exception; DR6 changes with its delivery.</summary>
    /// <returns>The events.</returns>
    public KvmVcpuEvents GetVcpuEvents()
    {
        VcpuState* s = _cpu.State;
        var events = new KvmVcpuEvents
        {
            Flags = KvmVcpuEventFlags.NmiPending | KvmVcpuEventFlags.Shadow | KvmVcpuEventFlags.Smm
                | (HasExceptionPayload ? KvmVcpuEventFlags.Payload : 0) | (HasTripleFaultEvent ? KvmVcpuEventFlags.TripleFault : 0),
            InterruptShadow = (byte)(((s->Shadow & Shadow.MovSs) != 0 ? ShadowOfMovSs : 0) | ((s->Shadow & Shadow.Sti) != 0 ? ShadowOfSti : 0)),
            NmiPending = One(_cpu.NmiLatched),
            NmiMasked = One(s->NmiMasked),
            SmiSmm = One(s->InSmm),
            SmiPending = One(_cpu.SmiLatched),
            SmiInsideNmi = One(s->InSmm && _cpu.NmiMaskedOutsideSmm),
            SmiLatchedInit = One(s->InSmm && _cpu.InitLatched),
            TripleFaultPending = One(HasTripleFaultEvent && s->Activity == VcpuActivity.Shutdown),
        };
        if (_cpu.QueuedVector is { } vector)
        {
            (events.InterruptInjected, events.InterruptNumber) = (1, vector);
        }

        TellException(ref events);
        return events;
    }

    /// <summary>KVM_SET_VCPU_EVENTS.</summary>
    /// <param name="events">The events.</param>
    /// <exception cref="KvmException">They are not valid (rule E6).</exception>
    public void SetVcpuEvents(in KvmVcpuEvents events)
    {
        CheckEvents(events, GetMpState());
        Begin(keepPendingIo: false);
        Apply(events);
    }

    private static byte One(bool value) => value ? (byte)1 : (byte)0;

    private void TellException(ref KvmVcpuEvents events)
    {
        uint pending = _cpu.State->PendingDebug;
        if (_cpu.EventInDelivery is { } e)
        {
            switch (e.Kind)
            {
                case EventKind.Exception:
                    (events.ExceptionInjected, events.ExceptionNumber, events.ExceptionHasErrorCode, events.ExceptionErrorCode) = (1, e.Vector, One(e.HasCode), e.Code);
                    break;
                case EventKind.External when e.Vector == Vector.Nmi:
                    events.NmiInjected = 1;
                    break;
                case EventKind.External:
                    (events.InterruptInjected, events.InterruptNumber) = (1, e.Vector);
                    break;
            }
        }
        else if ((pending & (Dr6.Enabled | Dr6.Bs | Dr6.Bt)) != 0)
        {
            (events.ExceptionPending, events.ExceptionNumber) = (1, Vector.Db);
            (events.ExceptionHasPayload, events.ExceptionPayload) = (One(HasExceptionPayload), HasExceptionPayload ? pending : 0);
            events.ExceptionInjected = One(!HasExceptionPayload);         // without the capability, both are one
        }
    }

    private void CheckEvents(in KvmVcpuEvents e, KvmMpState mpState)
    {
        KvmException.Require((e.Flags & ~Known) == 0, $"flags of kvm_vcpu_events are {(uint)e.Flags:X}h");
        bool payload = (e.Flags & KvmVcpuEventFlags.Payload) != 0;
        KvmException.Require(!payload || HasExceptionPayload, "an exception's payload without the capability");
        bool exception = e.ExceptionInjected != 0 || (payload && e.ExceptionPending != 0);
        KvmException.Require(!exception || e is { ExceptionNumber: <= LastException and not Vector.Nmi }, $"vector {e.ExceptionNumber} is no exception");
        bool smm = (e.Flags & KvmVcpuEventFlags.Smm) != 0 && (e.SmiSmm != 0 || e.SmiPending != 0);
        KvmException.Require(!smm || mpState != KvmMpState.InitReceived, "System Management Mode or an SMI while the CPU waits for a start-up IPI");
        KvmException.Require((e.Flags & KvmVcpuEventFlags.TripleFault) == 0 || HasTripleFaultEvent, "a triple fault without the capability");
        bool pendingOther = payload && e is { ExceptionPending: not 0, ExceptionInjected: 0 } && e.ExceptionNumber != Vector.Db;
        KvmException.Require(!pendingOther, $"exception {e.ExceptionNumber} is pending; only #DB waits for a boundary here, others are injected");
    }

    private void Apply(in KvmVcpuEvents e)
    {
        VcpuState* s = _cpu.State;
        bool pending = (e.Flags & KvmVcpuEventFlags.Payload) != 0 && e.ExceptionPending != 0;
        uint causes = (uint)e.ExceptionPayload & (Dr6.Breakpoints | Dr6.Bd | Dr6.Bs | Dr6.Bt | Dr6.Enabled);
        s->PendingDebug = !pending ? 0 : e.ExceptionHasPayload == 0 ? Dr6.Enabled : causes | ((causes & Dr6.Breakpoints) != 0 ? Dr6.Enabled : 0);
        _cpu.Injected = !pending && e.ExceptionInjected != 0
            ? new EventInfo(e.ExceptionNumber, EventKind.Exception, 0, e.ExceptionHasErrorCode != 0, e.ExceptionErrorCode)
            : null;
        _cpu.QueuedVector = e.InterruptInjected != 0 ? e.InterruptNumber : null;
        _cpu.NmiLatched = e.NmiInjected != 0 || ((e.Flags & KvmVcpuEventFlags.NmiPending) != 0 ? e.NmiPending != 0 : _cpu.NmiLatched);
        s->NmiMasked = e is { NmiMasked: not 0, NmiInjected: 0 };
        if ((e.Flags & KvmVcpuEventFlags.Shadow) != 0)
        {
            s->Shadow = ((e.InterruptShadow & ShadowOfMovSs) != 0 ? Shadow.MovSs : Shadow.None) | ((e.InterruptShadow & ShadowOfSti) != 0 ? Shadow.Sti : Shadow.None);
        }

        if ((e.Flags & KvmVcpuEventFlags.SipiVector) != 0)
        {
            _cpu.SipiVector = (byte)e.SipiVector;
        }

        if ((e.Flags & KvmVcpuEventFlags.Smm) != 0)
        {
            _cpu.SetSmmState(e.SmiSmm != 0, e.SmiPending != 0, e.SmiLatchedInit != 0);
        }

        if ((e.Flags & KvmVcpuEventFlags.TripleFault) != 0 && (e.TripleFaultPending != 0 || s->Activity == VcpuActivity.Shutdown))
        {
            _cpu.SetActivity(e.TripleFaultPending != 0 ? VcpuActivity.Shutdown : VcpuActivity.Running, sipi: false);
        }

        _cpu.RequestBoundary();
    }
}
