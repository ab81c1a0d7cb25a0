using GenEmu.Core.Cpu;

namespace GenEmu.Core.Execution;

/// <content>Control, debug and model-specific registers, descriptor-table registers, caches.</content>
internal sealed unsafe partial class Transaction
{
    private const ulong Cr0Defined = Cr0.Pe | Cr0.Mp | Cr0.Em | Cr0.Ts | Cr0.Et | Cr0.Ne | Cr0.Wp | Cr0.Am | Cr0.Nw | Cr0.Cd | Cr0.Pg;

    public bool ReadControl(Op* o, int slot, out uint value)
    {
        value = 0;
        if (!CheckControl(Register(o, slot)))
        {
            return false;
        }

        switch (Register(o, slot))
        {
            case 0:
                value = (uint)_s->Cr0;
                return true;
            case 2:
                value = (uint)_s->Cr2;
                return true;
            case 3:
                value = (uint)_s->Cr3;
                return true;
            default:
                value = (uint)_s->Cr4;
                return true;
        }
    }

    public bool WriteControl(Op* o, int slot, uint value)
    {
        if (!CheckControl(Register(o, slot)))
        {
            return false;
        }

        switch (Register(o, slot))
        {
            case 0:
                return WriteCr0(value);
            case 2:
                _s->Cr2 = value;
                return true;
            case 3:
                return WriteCr3(value);
            default:
                return WriteCr4(value);
        }
    }

    public bool ReadDebug(Op* o, int slot, out uint value)
    {
        value = 0;
        if (!ResolveDebug(Register(o, slot), out int number))
        {
            return false;
        }

        value = (uint)(&_s->Dr0)[number < 6 ? number : number - 2];        // DR6 and DR7 follow DR3
        return true;
    }

    public bool WriteDebug(Op* o, int slot, uint value)
    {
        if (!ResolveDebug(Register(o, slot), out int number))
        {
            return false;
        }

        switch (number)
        {
            case 6:
                _s->Dr6 = LegalDr6(value);
                break;
            case 7:
                _s->Dr7 = LegalDr7(value);
                break;
            default:
                (&_s->Dr0)[number] = value;
                break;
        }

        _cpu.DebugRegistersChanged();
        return true;
    }

    public bool StoreGdt(Op* o, int slot) => StoreTable(o, slot, _s->GdtBase, _s->GdtLimit);

    public bool StoreIdt(Op* o, int slot) => StoreTable(o, slot, _s->IdtBase, _s->IdtLimit);

    public bool LoadGdt(Op* o, int slot)
    {
        if (!LoadTable(o, slot, out ulong @base, out uint limit))
        {
            return false;
        }

        (_s->GdtBase, _s->GdtLimit) = (@base, limit);
        return true;
    }

    public bool LoadIdt(Op* o, int slot)
    {
        if (!LoadTable(o, slot, out ulong @base, out uint limit))
        {
            return false;
        }

        (_s->IdtBase, _s->IdtLimit) = (@base, limit);
        return true;
    }

    /// <summary>SMSW.</summary>
    public uint MachineStatus() => (uint)_s->Cr0;

    /// <summary>LMSW: the low four bits of CR0; it can set PE but never clear it.</summary>
    public bool LoadMachineStatus(uint value) => WriteCr0((uint)((_s->Cr0 & ~0xEUL) | (value & 0xF)));

    public void ClearTaskSwitched()
    {
        _s->Cr0 &= ~Cr0.Ts;
        _cpu.CodeChanged();
    }

    public void InvalidatePage(Op* o, int slot)
    {
        _cpu.Translations.Flush((uint)(Seg(SegmentOf(o, slot)).Base + EffectiveAddress(o, slot)));
        _cpu.FlushCode();
    }

    /// <summary>INVD and WBINVD: there is no cache whose contents a guest could tell from memory's.</summary>
    public void InvalidateCaches()
    {
        // Nothing is cached that memory does not hold.
    }

    public bool Cpuid()
    {
        var leaf = (uint)GetRegister(RegisterFile.Ax, 4);
        CpuidResult result = _cpu.Cpuid(leaf, (uint)GetRegister(RegisterFile.Cx, 4));
        SetRegister(RegisterFile.Ax, 4, result.Eax);
        SetRegister(RegisterFile.Bx, 4, result.Ebx);
        SetRegister(RegisterFile.Cx, 4, result.Ecx);
        SetRegister(RegisterFile.Dx, 4, result.Edx);
        return true;
    }

    /// <summary>RDTSC: privileged if CR4.TSD is set.</summary>
    public bool ReadTimeStamp()
    {
        if ((_s->Cr4 & Cr4.Tsd) != 0 && _s->Cpl != 0)
        {
            return RaiseFault(Vector.Gp);
        }

        SetEdxEax(_cpu.TimeStamp);
        return true;
    }

    public bool ReadMsr()
    {
        if (!_cpu.TryReadMsr((uint)GetRegister(RegisterFile.Cx, 4), out ulong value))
        {
            return RaiseFault(Vector.Gp);
        }

        SetEdxEax(value);
        return true;
    }

    public bool WriteMsr()
    {
        ulong value = (GetRegister(RegisterFile.Dx, 4) << 32) | GetRegister(RegisterFile.Ax, 4);
        return _cpu.TryWriteMsr((uint)GetRegister(RegisterFile.Cx, 4), value) || RaiseFault(Vector.Gp);
    }

    /// <summary>SYSENTER (SDM vol. 2): flat segments, no memory access.</summary>
    public bool SystemEnter()
    {
        if (!_cpu.IsProtected || (_s->SysenterCs & 0xFFFC) == 0)
        {
            return RaiseFault(Vector.Gp);
        }

        var selector = (ushort)(_s->SysenterCs & 0xFFFC);
        SystemFlags &= ~(EFlags.Vm | EFlags.If | EFlags.Rf);
        _s->SystemFlags &= ~EFlags.Vm;
        LoadFlat(ref _s->Cs, selector, 0xC09B);
        LoadFlat(ref _s->Ss, (ushort)(selector + 8), 0xC093);
        _s->Cpl = 0;
        SetRegister(RegisterFile.Sp, 4, _s->SysenterEsp);
        _cpu.CodeChanged();
        GoTo((uint)_s->SysenterEip);
        return true;
    }

    /// <summary>SYSEXIT.</summary>
    public bool SystemExit()
    {
        if (!_cpu.IsProtected || (_s->SysenterCs & 0xFFFC) == 0 || _s->Cpl != 0)
        {
            return RaiseFault(Vector.Gp);
        }

        var selector = (ushort)((_s->SysenterCs & 0xFFFC) | 3);
        uint target = (uint)GetRegister(RegisterFile.Dx, 4);
        LoadFlat(ref _s->Cs, (ushort)(selector + 16), 0xC0FB);
        LoadFlat(ref _s->Ss, (ushort)(selector + 24), 0xC0F3);
        _s->Cpl = 3;
        SetRegister(RegisterFile.Sp, 4, GetRegister(RegisterFile.Cx, 4));
        _cpu.CodeChanged();
        GoTo(target);
        return true;
    }

    private static ulong LegalDr6(uint value) => (value & (Dr6.Breakpoints | Dr6.Bd | Dr6.Bs | Dr6.Bt)) | Dr6.Fixed;

    /// <summary>Bit 10 reads as one, bits 12, 14 and 15 as zero.</summary>
    private static ulong LegalDr7(uint value) => (value & 0xFFFF_2BFF) | 0x400;

    private static void LoadFlat(ref SegmentCache segment, ushort selector, ushort access)
    {
        segment.Selector = selector;
        segment.Base = 0;
        segment.Limit = uint.MaxValue;
        segment.Access = access;
        segment.Update();
    }

    private void SetEdxEax(ulong value)
    {
        SetRegister(RegisterFile.Ax, 4, (uint)value);
        SetRegister(RegisterFile.Dx, 4, value >> 32);
    }

    private bool CheckControl(int number) => number is 0 or 2 or 3 || (number == 4 && _cpu.Model.Cr4Supported != 0) ? RequireCpl0() : RaiseFault(Vector.Ud);

    private bool WriteCr0(uint value)
    {
        ulong wanted = (value & Cr0Defined) | Cr0.Et;
        bool invalid = ((wanted & Cr0.Pg) != 0 && (wanted & Cr0.Pe) == 0) || ((wanted & Cr0.Nw) != 0 && (wanted & Cr0.Cd) == 0);
        if (invalid)
        {
            return RaiseFault(Vector.Gp);
        }

        ulong changed = wanted ^ _s->Cr0;
        if ((changed & wanted & Cr0.Pg) != 0 && (_s->Cr4 & Cr4.Pae) != 0 && !LoadPageDirectoryPointers(_s->Cr3))
        {
            return false;
        }

        _s->Cr0 = wanted;
        if ((changed & (Cr0.Pg | Cr0.Pe | Cr0.Wp)) != 0)
        {
            _cpu.FlushTranslations();
        }

        _cpu.CodeChanged();
        return true;
    }

    private bool WriteCr3(uint value)
    {
        if ((_s->Cr0 & Cr0.Pg) != 0 && (_s->Cr4 & Cr4.Pae) != 0 && !LoadPageDirectoryPointers(value))
        {
            return false;
        }

        _s->Cr3 = value;
        _cpu.FlushLocalTranslations();
        return true;
    }

    private bool WriteCr4(uint value)
    {
        if ((value & ~_cpu.Model.Cr4Supported) != 0)
        {
            return RaiseFault(Vector.Gp);
        }

        ulong changed = value ^ _s->Cr4;
        if ((changed & value & Cr4.Pae) != 0 && (_s->Cr0 & Cr0.Pg) != 0)
        {
            ulong old = _s->Cr4;
            _s->Cr4 = value;
            if (!LoadPageDirectoryPointers(_s->Cr3))
            {
                _s->Cr4 = old;
                return false;
            }
        }

        _s->Cr4 = value;
        if ((changed & (Cr4.Pse | Cr4.Pae | Cr4.Pge)) != 0)
        {
            _cpu.FlushTranslations();
        }

        _cpu.DebugRegistersChanged();
        return true;
    }

    /// <summary>PAE: the four entries are loaded with CR3 and checked then (SDM vol. 3, 4.4.1).</summary>
    private bool LoadPageDirectoryPointers(ulong cr3)
    {
        Span<ulong> entries = stackalloc ulong[4];
        for (int i = 0; i < 4; i++)
        {
            if (!ReadPhysical(((cr3 & 0xFFFF_FFE0) + (ulong)(i * 8)) & _a20Mask, 8, out entries[i]))
            {
                return false;
            }

            if ((entries[i] & PtePresent) != 0 && (entries[i] & PdpteReserved) != 0)
            {
                return RaiseFault(Vector.Gp);
            }
        }

        (_s->Pdpte0, _s->Pdpte1, _s->Pdpte2, _s->Pdpte3) = (entries[0], entries[1], entries[2], entries[3]);
        return true;
    }

    /// <summary>DR4 and DR5 are DR6 and DR7 while CR4.DE is 0 (rule C10); general detect comes last (rule C9).</summary>
    private bool ResolveDebug(int wanted, out int number)
    {
        number = wanted is 4 or 5 ? wanted + 2 : wanted;
        if (wanted is 4 or 5 && (_s->Cr4 & Cr4.De) != 0)
        {
            return RaiseFault(Vector.Ud);
        }

        return RequireCpl0() && ((_s->Dr7 & 0x2000) == 0 || RaiseFault(Vector.Db, address: Dr6.Bd));
    }

    private bool StoreTable(Op* o, int slot, ulong @base, uint limit)
    {
        ulong at = EffectiveAddress(o, slot);
        int segment = SegmentOf(o, slot);
        return CheckSegment(segment, at, 2, write: true, out ulong first)
            && CheckSegment(segment, Wrap(o, at + 2), 4, write: true, out ulong second)
            && Translate(first, 2, Memory.AccessType.Write, User, out Memory.Translation low)
            && Translate(second, 4, Memory.AccessType.Write, User, out Memory.Translation high)
            && WriteTranslated(low, 0, 2, limit)
            && WriteTranslated(high, 0, 4, (uint)@base);
    }

    private bool LoadTable(Op* o, int slot, out ulong @base, out uint limit)
    {
        (@base, limit) = (0, 0);
        if (!Part(o, slot, 0, 2, out uint low) || !Part(o, slot, 2, 4, out uint high))
        {
            return false;
        }

        limit = low;
        @base = o->OperandSize == 2 ? high & 0xFF_FFFF : high;        // a 16-bit operand size loads 24 bits of base (SDM vol. 2, LGDT)
        return true;
    }
}
