using GenEmu.Core.Cpu;

namespace GenEmu.Core.Execution;

/// <content>The state save of System Management Mode and RSM (SDM vol. 3, 34.4). SMRAM is memory like any other: a device there may make both wait.</content>
internal sealed unsafe partial class Transaction
{
    // What RSM takes over of EFLAGS and of the pending-debug word.
    private const uint FlagsDefined = EFlags.Arithmetic | EFlags.Tf | EFlags.If | EFlags.Df | EFlags.Iopl | EFlags.Nt | EFlags.Rf | EFlags.Vm | EFlags.Ac
        | EFlags.Vif | EFlags.Vip | EFlags.Id;
    private const uint PendingDefined = Dr6.Breakpoints | Dr6.Enabled | Dr6.Bs | Dr6.Bt;

    /// <summary>Iterations that the REP instruction at RIP had made when an SMI came between two of them; 0 after all but RSM.</summary>
    public long ResumedIteration { get; private set; }

    /// <summary>Writes the state save area, from its start to its end.</summary>
    public bool SaveState(in SmmSaveArea area)
    {
        fixed (SmmSaveArea* image = &area)
        {
            for (uint at = 0; at < SmmSaveArea.Length; at += sizeof(ulong))
            {
                if (!AccessSmram(at, ref *(ulong*)((byte*)image + at), write: true))       // 8 bytes within the area, whose length is a multiple of 8
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>RSM: #UD outside System Management Mode; shutdown if what is to become state is invalid.</summary>
    public bool Resume()
    {
        if (!_cpu.IsInSmm)
        {
            return RaiseFault(Vector.Ud);
        }

        SmmSaveArea area = default;
        for (uint at = 0; at < SmmSaveArea.Length; at += sizeof(ulong))
        {
            if (!AccessSmram(at, ref *(ulong*)((byte*)&area + at), write: false))
            {
                return false;
            }
        }

        _traceTrap = false;          // what it returns to has its own TF and its own pending traps
        if (!IsValid(area))
        {
            _s->Activity = VcpuActivity.Shutdown;
            GoTo(_s->Rip);
            return true;
        }

        RestoreSystem(area);
        RestoreSegments(&area);
        RestoreStream(&area);
        _cpu.LeaveSmm();
        return true;
    }

    private bool AccessSmram(uint offset, ref ulong data, bool write)
    {
        for (int done = 0; done < sizeof(ulong);)
        {
            uint address = (uint)_s->SmBase + SmmSaveArea.Offset + offset + (uint)done;       // wraps at 4 GiB
            int size = (int)Math.Min(sizeof(ulong) - (uint)done, 0x1000 - (address & 0xFFF));   // SMBASE need not be aligned on P6 processors
            ulong value = data >> (8 * done);
            if (write ? !WritePhysical(address, size, value) : !ReadPhysical(address, size, out value))
            {
                return false;
            }

            data = write ? data : done == 0 ? value : data | (value << (8 * done));
            done += size;
        }

        return true;
    }

    /// <summary>The checks of SDM vol. 3, 34.4.1, and of what the manual leaves to the processor.</summary>
    private bool IsValid(in SmmSaveArea area)
    {
        bool control = (area.Cr0 & ~Cr0Defined) == 0
            && ((area.Cr0 & Cr0.Pg) == 0 || (area.Cr0 & Cr0.Pe) != 0)
            && ((area.Cr0 & Cr0.Nw) == 0 || (area.Cr0 & Cr0.Cd) != 0)
            && (area.Cr4 & ~_cpu.Model.Cr4Supported) == 0;
        bool pointers = true;
        foreach (ulong entry in (ReadOnlySpan<ulong>)[area.Pdpte0, area.Pdpte1, area.Pdpte2, area.Pdpte3])
        {
            pointers &= (entry & PtePresent) == 0 || (entry & PdpteReserved) == 0;
        }

        return control && pointers && area.Shadow is Shadow.None or Shadow.Sti or Shadow.MovSs;
    }

    private void RestoreSystem(in SmmSaveArea area)
    {
        _s->Cr0 = area.Cr0 | Cr0.Et;
        _s->Cr3 = area.Cr3;
        _s->Cr4 = area.Cr4;
        _s->Dr6 = LegalDr6(area.Dr6);
        _s->Dr7 = LegalDr7(area.Dr7);
        (_s->Pdpte0, _s->Pdpte1, _s->Pdpte2, _s->Pdpte3) = (area.Pdpte0, area.Pdpte1, area.Pdpte2, area.Pdpte3);
        (_s->GdtBase, _s->GdtLimit) = (area.GdtBase, area.GdtLimit);
        (_s->IdtBase, _s->IdtLimit) = (area.IdtBase, area.IdtLimit);
        _s->NmiMasked = area.NmiMasked != 0;
        _s->SmBase = area.SmBase;
        uint flags = area.EFlags & FlagsDefined;
        SetFlags((area.Cr0 & Cr0.Pe) != 0 ? flags : flags & ~EFlags.Vm, ~EFlags.Arithmetic);
        SystemFlags |= EFlags.Reserved1;
    }

    private void RestoreSegments(SmmSaveArea* area)
    {
        for (int i = 0; i < Segment.Count + 2; i++)         // LDTR and TR follow the six, in the state as in the area
        {
            ref SegmentCache segment = ref Seg(i);
            SavedSegment hidden = (&area->EsHidden)[i];
            segment.Selector = (ushort)(&area->Es)[i];
            (segment.Base, segment.Limit, segment.Access) = (hidden.Base, hidden.Limit, (ushort)hidden.Access);
            segment.Update();
        }

        bool virtual8086 = (SystemFlags & EFlags.Vm) != 0;
        _s->Cpl = virtual8086 ? 3 : (_s->Cr0 & Cr0.Pe) != 0 ? area->Cpl & 3 : 0;
    }

    /// <summary>The instruction stream: where it goes on, or where it was before the I/O instruction that the handler wants again.</summary>
    private void RestoreStream(SmmSaveArea* area)
    {
        for (int i = 0; i < 8; i++)
        {
            SetRegister(8 * i, 4, (&area->Eax)[i]);
        }

        uint eip = area->Eip;
        ResumedIteration = eip == area->IterationEip ? area->Iteration : 0;
        _s->RepeatNext = area->RepeatNext;
        _s->PendingDebug = area->PendingDebug & PendingDefined;
        _shadow = area->Shadow;
        if (area->IoRestart == SmmSaveArea.RestartIo && (area->IoState & SmmSaveArea.IoSmi) != 0)
        {
            eip = area->IoEip;
            ResumedIteration = area->IoIteration;
            SetRegister(RegisterFile.Cx, 4, area->IoEcx);
            SetRegister(RegisterFile.Si, 4, area->IoEsi);
            SetRegister(RegisterFile.Di, 4, area->IoEdi);
            _s->PendingDebug = 0;        // its traps come when it retires again
        }

        _s->Activity = (area->HaltRestart & 1) != 0 ? VcpuActivity.Halted : VcpuActivity.Running;
        GoTo(eip);
    }
}
