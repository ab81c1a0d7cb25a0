using GenEmu.Core.Cpu;

namespace GenEmu.Core.Execution;

/// <content>Hardware task switches (SDM vol. 3, 7.3).</content>
internal sealed unsafe partial class Transaction
{
    private int _flushesAtWait;
    private bool _refills;

    /// <summary>Offsets in a TSS of one width.</summary>
    private readonly record struct TssLayout(int Size, int Ip, int Flags, int Registers, int Segments, int SegmentCount, int SegmentStride, int Ldt, uint MinimumLimit)
    {
        public static TssLayout For(bool wide) => wide
            ? new TssLayout(4, 32, 36, 40, 72, 6, 4, 96, 103)
            : new TssLayout(2, 14, 16, 18, 34, 4, 2, 42, 43);
    }

    /// <summary>A switch commits before it is complete, because faults of the new task's segments are the new task's.</summary>
    /// <remarks>So when it has to wait for a device after that, the old state comes back; the switch then runs again from its start over the log.</remarks>
    private bool SwitchTask(ushort selector, TaskSwitchCause cause, ulong nextIp, bool hasCode, uint code)
    {
        var length = (int)((byte*)&_s->Attention - (byte*)_s);          // the architectural part of the state
        Span<byte> before = stackalloc byte[length];
        var state = new Span<byte>(_s, length);
        state.CopyTo(before);
        int flushes = _cpu.Translations.Flushes;
        if (PerformSwitch(selector, cause, nextIp, hasCode, code))
        {
            return true;
        }

        if (Status == Status.Pending)
        {
            before.CopyTo(state);
            _cpu.DebugRegistersChanged();
            if (_cpu.Translations.Flushes != flushes)
            {
                _cpu.FlushLocalTranslations();
                _flushesAtWait = _cpu.Translations.Flushes;
            }
        }

        return false;
    }

    /// <summary>The new address space begins without translations. Those which this switch made in it before it had to wait come back as the log is replayed.</summary>
    /// <remarks>So pages are walked as often as without the wait, unless somebody else flushed meanwhile.</remarks>
    private void EnterAddressSpace()
    {
        _refills = IsReplaying && _cpu.Translations.Flushes == _flushesAtWait;
        _cpu.FlushLocalTranslations();
    }

    /// <summary>The order of general registers in a TSS is their number.</summary>
    private bool PerformSwitch(ushort selector, TaskSwitchCause cause, ulong nextIp, bool hasCode, uint code)
    {
        if ((selector & 0xFFFC) == 0 || (selector & 4) != 0)
        {
            return RaiseSelectorFault(cause == TaskSwitchCause.Return ? Vector.Ts : Vector.Gp, selector);
        }

        if (!ReadDescriptor(selector, cause == TaskSwitchCause.Return ? Vector.Ts : Vector.Gp, out Descriptor tss, out ulong address))
        {
            return false;
        }

        int expected = cause == TaskSwitchCause.Return ? SystemDescriptorType.Tss16Busy : SystemDescriptorType.Tss16Available;
        if (!tss.IsSystem || (tss.Type & ~8) != expected)
        {
            return RaiseSelectorFault(cause == TaskSwitchCause.Return ? Vector.Ts : Vector.Gp, selector);
        }

        if (!tss.Present)
        {
            return RaiseSelectorFault(Vector.Np, selector);
        }

        bool wide = (tss.Type & 8) != 0;
        TssLayout layout = TssLayout.For(wide);
        if (tss.Limit < layout.MinimumLimit)
        {
            return RaiseSelectorFault(Vector.Ts, selector);
        }

        return LoadImage(tss, layout, out ulong[] image)
            && SaveOldTask(nextIp, cause)
            && MarkTasks(selector, ref tss, address, cause)
            && EnterTask(selector, tss, wide, cause, image, hasCode, code);
    }

    /// <summary>Reads the whole incoming state before anything is written: CR3, IP, flags, registers, segments, LDT, trap bit.</summary>
    private bool LoadImage(in Descriptor tss, TssLayout layout, out ulong[] image)
    {
        image = new ulong[19];
        bool wide = layout.Size == 4;
        if ((wide && !ReadSystem(tss.Base + 28, 4, out image[0]))
            || !ReadSystem(tss.Base + (uint)layout.Ip, layout.Size, out image[1])
            || !ReadSystem(tss.Base + (uint)layout.Flags, layout.Size, out image[2]))
        {
            return false;
        }

        for (int i = 0; i < 8; i++)
        {
            if (!ReadSystem(tss.Base + (uint)(layout.Registers + (i * layout.Size)), layout.Size, out image[3 + i]))
            {
                return false;
            }
        }

        for (int i = 0; i < layout.SegmentCount; i++)
        {
            if (!ReadSystem(tss.Base + (uint)(layout.Segments + (i * layout.SegmentStride)), 2, out image[11 + i]))
            {
                return false;
            }
        }

        return ReadSystem(tss.Base + (uint)layout.Ldt, 2, out image[17]) && (!wide || ReadSystem(tss.Base + 100, 2, out image[18]));
    }

    private bool SaveOldTask(ulong nextIp, TaskSwitchCause cause)
    {
        TssLayout layout = TssLayout.For((_s->Tr.Type & 8) != 0);
        uint flags = LazyFlags.Image(Result, Carries) | EFlags.Reserved1 | _s->SystemFlags;
        if (cause == TaskSwitchCause.Return)
        {
            flags &= ~EFlags.Nt;
        }

        ulong at = _s->Tr.Base;
        if (!WriteSystem(at + (uint)layout.Ip, layout.Size, nextIp) || !WriteSystem(at + (uint)layout.Flags, layout.Size, flags))
        {
            return false;
        }

        for (int i = 0; i < 8; i++)
        {
            if (!WriteSystem(at + (uint)(layout.Registers + (i * layout.Size)), layout.Size, GetRegister(i * 8, 4)))
            {
                return false;
            }
        }

        for (int i = 0; i < layout.SegmentCount; i++)
        {
            if (!WriteSystem(at + (uint)(layout.Segments + (i * layout.SegmentStride)), 2, Seg(i).Selector))
            {
                return false;
            }
        }

        return true;
    }

    private bool MarkTasks(ushort selector, ref Descriptor tss, ulong address, TaskSwitchCause cause)
    {
        if (cause is TaskSwitchCause.Jump or TaskSwitchCause.Return)
        {
            ulong old = _s->GdtBase + (_s->Tr.Selector & 0xFFF8u);
            if (!ReadSystem(old, 8, out ulong raw))
            {
                return false;
            }

            var leaving = new Descriptor(raw);
            if (!SetBusy(ref leaving, old, busy: false))
            {
                return false;
            }
        }
        else if (!WriteSystem(tss.Base, 2, _s->Tr.Selector))         // the back link
        {
            return false;
        }

        return cause == TaskSwitchCause.Return || SetBusy(ref tss, address, busy: true);
    }

    /// <summary>The incoming state becomes the vCPU's; faults from here on belong to the new task.</summary>
    private bool EnterTask(ushort selector, in Descriptor tss, bool wide, TaskSwitchCause cause, ulong[] image, bool hasCode, uint code)
    {
        _s->Tr.Load(selector, tss);
        _s->Cr0 |= Cr0.Ts;
        if (wide && (_s->Cr0 & Cr0.Pg) != 0)
        {
            _s->Cr3 = image[0];
            if ((_s->Cr4 & Cr4.Pae) != 0 && !LoadPageDirectoryPointers(image[0]))
            {
                return false;
            }

            EnterAddressSpace();
        }

        uint flags = (uint)image[2] | (cause is TaskSwitchCause.Call or TaskSwitchCause.Event ? EFlags.Nt : 0);
        const uint Loadable = EFlags.Tf | EFlags.If | EFlags.Df | EFlags.Iopl | EFlags.Nt | EFlags.Rf | EFlags.Vm | EFlags.Ac | EFlags.Id;
        SetFlags(flags, wide ? Loadable : Loadable & 0xFFFF);
        if (!wide)
        {
            SystemFlags &= ~EFlags.Vm;
        }

        for (int i = 0; i < 8; i++)
        {
            SetRegister(i * 8, 4, wide ? image[3 + i] : 0xFFFF_0000 | image[3 + i]);
        }

        _s->Dr7 &= ~0x155UL;        // local enables L0 to L3 and LE (rule C20)
        _cpu.DebugRegistersChanged();
        GoTo(image[1]);
        CommitNewTask(image[1]);
        return LoadTaskSegments(image, wide) && PushTaskCode(wide, hasCode, code, (image[18] & 1) != 0);
    }

    /// <summary>Registers and IP are the new task's before its segments are checked, so that their faults are its own.</summary>
    private void CommitNewTask(ulong ip)
    {
        for (int segment = 0; segment < Segment.Count; segment++)
        {
            Seg(segment).LoadNull(0);
        }

        _traceTrap = false;         // the old task's TF is saved with it; the new one's counts from its first instruction on
        Commit(ip);
    }

    private bool LoadTaskSegments(ulong[] image, bool wide)
    {
        _s->Ldtr.LoadNull((ushort)image[17]);
        for (int i = 0; i < Segment.Count; i++)
        {
            Seg(i).LoadNull(i < 4 || wide ? (ushort)image[11 + i] : (ushort)0);
        }

        if ((SystemFlags & EFlags.Vm) != 0)
        {
            EnterVirtual8086(image.AsSpan(11, 6));
            return LoadTaskLdt((ushort)image[17]);
        }

        _s->Cpl = (int)image[12] & 3;
        _cpu.CodeChanged();
        return LoadTaskLdt((ushort)image[17]) && LoadTaskStack((ushort)image[13]) && LoadTaskCode((ushort)image[12], (uint)image[1]) && LoadTaskData(image, wide);
    }

    private bool LoadTaskLdt(ushort selector)
    {
        if ((selector & 0xFFFC) == 0)
        {
            return true;
        }

        if ((selector & 4) != 0)
        {
            return RaiseSelectorFault(Vector.Ts, selector);
        }

        if (!ReadDescriptor(selector, Vector.Ts, out Descriptor descriptor, out _))
        {
            return false;
        }

        if (!descriptor.IsSystem || descriptor.Type != SystemDescriptorType.Ldt || !descriptor.Present)
        {
            return RaiseSelectorFault(Vector.Ts, selector);
        }

        _s->Ldtr.Load(selector, descriptor);
        return true;
    }

    private bool LoadTaskStack(ushort selector)
    {
        if ((selector & 0xFFFC) == 0)
        {
            return RaiseSelectorFault(Vector.Ts, selector);
        }

        if (!ReadDescriptor(selector, Vector.Ts, out Descriptor descriptor, out ulong address)
            || !CheckStack(selector, descriptor, _s->Cpl, Vector.Ts)
            || !SetAccessed(ref descriptor, address))
        {
            return false;
        }

        _s->Ss.Load(selector, descriptor);
        return true;
    }

    private bool LoadTaskCode(ushort selector, uint ip)
    {
        if ((selector & 0xFFFC) == 0)
        {
            return RaiseSelectorFault(Vector.Ts, selector);
        }

        if (!ReadDescriptor(selector, Vector.Ts, out Descriptor descriptor, out ulong address))
        {
            return false;
        }

        int rpl = selector & 3;
        if (!descriptor.IsCode || (descriptor.IsConforming ? descriptor.Dpl > rpl : descriptor.Dpl != rpl))
        {
            return RaiseSelectorFault(Vector.Ts, selector);
        }

        if (!descriptor.Present)
        {
            return RaiseSelectorFault(Vector.Np, selector);
        }

        if (!SetAccessed(ref descriptor, address))
        {
            return false;
        }

        _s->Cs.Load(selector, descriptor);
        _cpu.CodeChanged();
        return ip <= descriptor.Limit || RaiseFault(Vector.Gp);
    }

    private bool LoadTaskData(ulong[] image, bool wide)
    {
        foreach (int segment in (ReadOnlySpan<int>)[Segment.Es, Segment.Ds, Segment.Fs, Segment.Gs])
        {
            var selector = (ushort)image[11 + segment];
            if ((segment > Segment.Ds && !wide) || (selector & 0xFFFC) == 0)
            {
                continue;
            }

            if (!ReadDescriptor(selector, Vector.Ts, out Descriptor descriptor, out ulong address))
            {
                return false;
            }

            bool readable = !descriptor.IsSystem && descriptor.IsReadable;
            if (!readable || (!descriptor.IsConforming && (descriptor.Dpl < (selector & 3) || descriptor.Dpl < _s->Cpl)))
            {
                return RaiseSelectorFault(Vector.Ts, selector);
            }

            if (!descriptor.Present)
            {
                return RaiseSelectorFault(Vector.Np, selector);
            }

            if (!SetAccessed(ref descriptor, address))
            {
                return false;
            }

            Seg(segment).Load(selector, descriptor);
        }

        _cpu.CodeChanged();
        return true;
    }

    private bool PushTaskCode(bool wide, bool hasCode, uint code, bool trap)
    {
        if (hasCode && !Push(code, wide ? 4 : 2))
        {
            return false;
        }

        _s->PendingDebug |= trap ? Dr6.Bt : 0;         // the new TSS' T bit (rule C20)
        return true;
    }
}
