using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Tracing;

namespace GenEmu.Core;

/// <content>The instruction boundary: the one place that decides what comes next, in the order of SDM table 6-2 (rule C21).</content>
public sealed unsafe partial class Vcpu
{
    // A benign exception, a contributory one, a page fault, a double fault: longer chains only come from #AC, and have no end.
    private const int MostEscalations = 8;

    private bool _attentionRequested;
    private uint _debugInDelivery;

    private bool TaskSwitchTrapIsDue => (_s->PendingDebug & Dr6.Bt) != 0 && (_s->Shadow & Shadow.MovSs) == 0 && _s->Activity == VcpuActivity.Running;

    private bool BoundaryNeeded
        => _attentionRequested || _s->Attention != 0 || EventLatched || Injected is not null || _hostHit is not null || _s->PendingDebug != 0 || _s->Activity != VcpuActivity.Running;

    /// <summary>Recognises events between two instructions.</summary>
    /// <returns>A reason to return to the host, or null to go on.</returns>
    private VcpuStopKind? Boundary()
    {
        _s->Attention = 0;
        if ((_nmiLatched && !_s->NmiMasked) || _smiLatched || CanTakeInterrupt)
        {
            Bus.FlushWrites();       // one of the writes may be what the interrupt is about (rule B18)
        }

        // 1: RESET and machine check; the machine resets, so the host is asked first.
        if (_attentionRequested)
        {
            Recognise(BoundaryEvents.Attention);
            _attentionRequested = false;
            return VcpuStopKind.Attention;
        }

        // 3: SMI, once the host has heard of the last instruction (rule C25). Only 2, the task-switch trap, goes before it.
        if (SmiIsDue && _hostHit is null)
        {
            TakeSmi();
            return _flight != Flight.None ? VcpuStopKind.IoPending : null;
        }

        // 3: INIT (and SIPI, which only means something after it) go before everything that concerns the instruction stream that they end; only 2, the
        // task-switch trap, goes before them.
        if (RestartIsDue && !TaskSwitchTrapIsDue)
        {
            Restart();
        }

        // The host hears of the last instruction before the guest does (rule C25).
        if (_hostHit is not null)
        {
            return VcpuStopKind.Debug;
        }

        if (_s->Activity is VcpuActivity.Shutdown or VcpuActivity.WaitForStartup)
        {
            return StopOf(_s->Activity);        // nothing but a reset, INIT or SIPI gets through
        }

        // What another processor had begun to deliver is delivered before anything new is recognised.
        if (Injected is { } injected)
        {
            Injected = null;
            WakeUp();
            Deliver(injected with { ReturnIp = _s->Rip, ResumeFlag = _s->Iteration > 0 });
            return _flight != Flight.None ? VcpuStopKind.IoPending : StopOf(_s->Activity);
        }

        // 2 and 5: the task-switch trap and the debug traps of the last instruction, all causes in one #DB (rule C22).
        if (_s->PendingDebug != 0 && (_s->Shadow & Shadow.MovSs) == 0)
        {
            DeliverDebugTrap();
        }
        else if (_nmiLatched && !_s->NmiMasked && _s->Shadow == Shadow.None)
        {
            // 8: NMI.
            Recognise(BoundaryEvents.Nmi);
            _nmiLatched = false;
            _s->NmiMasked = true;
            WakeUp();
            Deliver(new EventInfo(Vector.Nmi, EventKind.External, _s->Rip, ResumeFlag: _s->Iteration > 0));
        }
        else if (CanTakeInterrupt)
        {
            // 10: INTR.
            Recognise(BoundaryEvents.Interrupt);
            WakeUp();
            Deliver(new EventInfo(TakeVector(), EventKind.External, _s->Rip, ResumeFlag: _s->Iteration > 0));
        }

        return _flight != Flight.None ? VcpuStopKind.IoPending : StopOf(_s->Activity);
    }

    private static VcpuStopKind? StopOf(VcpuActivity activity) => activity switch
    {
        VcpuActivity.Halted => VcpuStopKind.Halted,
        VcpuActivity.Shutdown => VcpuStopKind.Shutdown,
        VcpuActivity.WaitForStartup => VcpuStopKind.WaitForStartup,
        _ => null,
    };

    private void WakeUp() => _s->Activity = _s->Activity == VcpuActivity.Halted ? VcpuActivity.Running : _s->Activity;

    /// <summary>Turns the pending-debug word into a #DB, if an enabled cause is among it (rules C7, C8).</summary>
    private void DeliverDebugTrap()
    {
        uint pending = _s->PendingDebug;
        _debugInDelivery = pending;
        if ((pending & (Dr6.Enabled | Dr6.Bs | Dr6.Bt)) == 0)
        {
            _s->PendingDebug = 0;
            return;
        }

        Recognise((pending & Dr6.Bt) != 0 ? BoundaryEvents.TaskSwitchTrap : BoundaryEvents.DebugTrap);
        _s->PendingDebug = 0;
        WakeUp();
        MergeDr6(pending);
        BeginDebugHandler();
        Deliver(new EventInfo(Vector.Db, EventKind.Exception, _s->Rip, ResumeFlag: _s->Iteration > 0));
    }

    /// <summary>Raises #DB if an armed code breakpoint stands at RIP; RF and the MOV SS shadow suppress it (rules C15, C16).</summary>
    private bool BreaksHere()
    {
        uint matches = IgnoresCodeBreakpoints ? 0 : BreakpointMatches();
        if ((matches & Dr6.Enabled) == 0)
        {
            return false;
        }

        Recognise(BoundaryEvents.CodeBreakpoint);
        Raise(new Fault(Vector.Db, HasCode: false, 0, matches), resumeFlag: false);
        return true;
    }

    private bool IgnoresCodeBreakpoints => _s->Iteration > 0 || (_s->SystemFlags & EFlags.Rf) != 0 || (_s->Shadow & Shadow.MovSs) != 0;

    private uint BreakpointMatches() => Breakpoints.MatchExecute((uint)(_s->Cs.Base + _s->Rip));

    /// <summary>B0–B3 are replaced; BD, BS and BT stay until software clears them; bit 12 never reaches DR6.</summary>
    private void MergeDr6(uint causes)
        => _s->Dr6 = Merge(_s->Dr6, causes);

    private static ulong Merge(ulong dr6, uint causes)
        => (dr6 & ~(ulong)Dr6.Breakpoints) | (causes & (Dr6.Breakpoints | Dr6.Bd | Dr6.Bs | Dr6.Bt)) | Dr6.Fixed;

    /// <summary>Delivers an exception of the guest's, and what its delivery raises, up to shutdown (SDM vol. 3, 6.15, #DF).</summary>
    /// <param name="fault">The exception.</param>
    /// <param name="resumeFlag">RF in the pushed image: set for every fault but a code breakpoint (rule C15).</param>
    private void Raise(Fault fault, bool resumeFlag = true)
    {
        _debugInDelivery = 0;
        _transaction.Begin();
        Deliver(ToEvent(fault, resumeFlag));
    }

    private EventInfo ToEvent(Fault fault, bool resumeFlag)
    {
        if (fault.Vector == Vector.Pf)
        {
            _s->Cr2 = fault.Address;
        }

        if (fault.Vector == Vector.Db)
        {
            MergeDr6((uint)fault.Address);
            BeginDebugHandler();
        }

        return new EventInfo(fault.Vector, EventKind.Exception, _s->Rip, fault.HasCode, fault.Code, ResumeFlag: resumeFlag && fault.Vector != Vector.Df);
    }

    /// <summary>GD and BTF are cleared so that the handler can use the registers and is not stepped by branches (rules C9, C13).</summary>
    private void BeginDebugHandler()
    {
        _s->Dr7 &= ~0x2000UL;
        _s->DebugControl &= ~DebugControlMsr.Btf;
    }

    private void Deliver(EventInfo e)
    {
        if (_flight == Flight.None && !_transaction.IsReplaying)
        {
            _transaction.Begin();
        }

        bool direct = !RecordOnly && !_transaction.IsReplaying && DirectEvents.Deliver(this, _s, e);
        while (!direct && !_transaction.Deliver(e))
        {
            if (_transaction.Status == Status.Pending)
            {
                _delivering = e;
                _flight = Flight.Delivery;
                return;
            }

            if (IsException(e, Vector.Df))
            {
                _s->Activity = VcpuActivity.Shutdown;       // a third fault
                return;
            }

            if (e.Escalations == MostEscalations)
            {
                // #AC at a handler's own stack is benign, so a processor tries for ever and hears of nothing else (CVE-2015-5307).
                // Here the instruction is restarted, which comes to the same, but spends the budget and passes the boundary.
                _s->Budget--;
                return;
            }

            e = Escalate(e, _transaction.Fault);
            _transaction.Begin();
        }

        if (!direct)
        {
            _transaction.CommitDelivery();
        }

        if (HostDebug.WatchesSteps)
        {
            NoteHostHit(e.ReturnIp);
        }

        _s->Budget--;              // a delivery costs as much as an instruction, so a guest that only faults still spends its budget
        _s->Iteration = 0;
    }

    /// <summary>The exception that follows when one was raised by a delivery.</summary>
    private EventInfo Escalate(in EventInfo first, Fault second)
    {
        bool firstCounts = first.Kind == EventKind.Exception && (IsContributory(first.Vector) || first.Vector == Vector.Pf);
        bool doubles = firstCounts && (IsContributory(second.Vector) || (first.Vector == Vector.Pf && second.Vector == Vector.Pf));
        return ToEvent(doubles ? new Fault(Vector.Df, HasCode: true, 0, 0) : second, resumeFlag: true) with { Escalations = first.Escalations + 1 };
    }

    private static bool IsException(in EventInfo e, byte vector) => e.Kind == EventKind.Exception && e.Vector == vector;

    private static bool IsContributory(byte vector) => vector is Vector.De or Vector.Ts or Vector.Np or Vector.Ss or Vector.Gp;

    /// <summary>Other code, privilege or flags take effect. What they let through asks for the boundary.</summary>
    /// <param name="isSame">Whether code means what it meant.</param>
    internal void EnterMode(bool isSame)
    {
        if (!isSame)
        {
            DeriveMode();
        }

        _s->Attention |= CanTakeInterrupt || (_nmiLatched && !_s->NmiMasked) || !IsUndisturbed ? 1u : 0;
    }

    /// <summary>Derives from segments, privilege and mode what code means, before the next block is looked up.</summary>
    private void DeriveMode()
    {
        _codeChanged = false;
        _codeSize = _s->Cs.Big && !IsVirtual8086 ? CodeMode.Bits32 : CodeMode.Bits16;
        bool flat = _s->Ds.IsFlat && _s->Es.IsFlat && _s->Ss.IsFlat;
        bool x87 = (_s->Cr0 & (Cr0.Em | Cr0.Ts)) == 0;
        bool sse = x87 && (_s->Cr4 & Cr4.OsFxsr) != 0;
        _mode = 1u | (_codeSize == CodeMode.Bits32 ? DirectTable.BigCodeMode : 0) | (flat ? 4u : 0) | (_s->Ss.Big ? 8u : 0) | (x87 ? DirectTable.X87Mode : 0) | (sse ? DirectTable.SseMode : 0);
        _s->CodeKey = (_s->Cs.Base << 32) | (_s->Cpl == 3 ? 16u : 0) | _mode;
        _blocks.StampLinks();
        _s->Tlb = Translations.For(user: _s->Cpl == 3);
        if (_codeLimit != _s->Cs.Limit)
        {
            _codeLimit = _s->Cs.Limit;
            _blocks.ClearJumps();        // the directory's blocks were checked against the old limit
        }
    }
}
