using GenEmu.Core.Cpu;

namespace GenEmu.Core.Kvm;

/// <content>Segments, tables and control registers.</content>
public sealed unsafe partial class KvmVcpu
{
    private const ulong PointersValid = 1;
    private const uint EferMsr = 0xC000_0080;
    private const int TaskPriority = 0x80;

    /// <summary>KVM_GET_SREGS.</summary>
    /// <returns>The special registers.</returns>
    public KvmSregs GetSregs()
    {
        var sregs = new KvmSregs { Common = GetSregs2().Common };
        if (_cpu.QueuedVector is { } vector)
        {
            ulong bit = 1UL << (vector & 63);
            (sregs.InterruptBitmap0, sregs.InterruptBitmap1, sregs.InterruptBitmap2, sregs.InterruptBitmap3)
                = (vector < 64 ? bit : 0, vector >> 6 == 1 ? bit : 0, vector >> 6 == 2 ? bit : 0, vector >> 6 == 3 ? bit : 0);
        }

        return sregs;
    }

    /// <summary>KVM_SET_SREGS. With PAE paging, the page-directory-pointer entries are read from memory.</summary>
    /// <param name="sregs">The special registers.</param>
    /// <exception cref="KvmException">They do not fit each other or the CPU.</exception>
    public void SetSregs(in KvmSregs sregs)
    {
        var wide = new KvmSregs2 { Common = sregs.Common };
        CheckSregs(wide);
        Begin(keepPendingIo: false);
        Apply(wide);
        ReadOnlySpan<ulong> bitmap = [sregs.InterruptBitmap0, sregs.InterruptBitmap1, sregs.InterruptBitmap2, sregs.InterruptBitmap3];
        int word = bitmap.IndexOfAnyExcept(0UL);
        if (word >= 0)
        {
            _cpu.QueuedVector = (byte)((word * 64) + System.Numerics.BitOperations.TrailingZeroCount(bitmap[word]));
        }
    }

    /// <summary>KVM_GET_SREGS2.</summary>
    /// <returns>The special registers.</returns>
    public KvmSregs2 GetSregs2()
    {
        VcpuRegisters r = _cpu.Registers;
        VcpuState* s = _cpu.ShownState;
        bool pae = (r.Cr0 & Cr0.Pg) != 0 && (r.Cr4 & Cr4.Pae) != 0;
        _ = _cpu.TryReadMsr(EferMsr, out ulong efer);
        return new KvmSregs2
        {
            Common = new KvmCommonSregs
            {
                Cs = Get(SegmentRegister.Cs),
                Ds = Get(SegmentRegister.Ds),
                Es = Get(SegmentRegister.Es),
                Fs = Get(SegmentRegister.Fs),
                Gs = Get(SegmentRegister.Gs),
                Ss = Get(SegmentRegister.Ss),
                Tr = Get(SegmentRegister.Tr),
                Ldt = Get(SegmentRegister.Ldtr),
                Gdt = new KvmDtable { Base = r.Gdt.Base, Limit = (ushort)r.Gdt.Limit },
                Idt = new KvmDtable { Base = r.Idt.Base, Limit = (ushort)r.Idt.Limit },
                Cr0 = r.Cr0,
                Cr2 = r.Cr2,
                Cr3 = r.Cr3,
                Cr4 = r.Cr4,
                Cr8 = (_cpu.Apic?.Read(TaskPriority, 4) ?? 0) >> 4,
                Efer = efer,
                ApicBase = _cpu.Apic is null ? 0 : s->ApicBase,
            },
            Flags = pae ? PointersValid : 0,
            Pdptr0 = pae ? s->Pdpte0 : 0,
            Pdptr1 = pae ? s->Pdpte1 : 0,
            Pdptr2 = pae ? s->Pdpte2 : 0,
            Pdptr3 = pae ? s->Pdpte3 : 0,
        };
    }

    /// <summary>KVM_SET_SREGS2.</summary>
    /// <param name="sregs">The special registers.</param>
    /// <exception cref="KvmException">They do not fit each other or the CPU.</exception>
    public void SetSregs2(in KvmSregs2 sregs)
    {
        CheckSregs(sregs);
        Begin(keepPendingIo: false);
        Apply(sregs);
    }

    private void CheckSregs(in KvmSregs2 sregs)
    {
        KvmCommonSregs s = sregs.Common;
        KvmException.Require((s.Cr0 & Cr0.Pg) == 0 || (s.Cr0 & Cr0.Pe) != 0, $"CR0 {s.Cr0:X}h has paging without protection");
        KvmException.Require((s.Cr0 & Cr0.Nw) == 0 || (s.Cr0 & Cr0.Cd) != 0, $"CR0 {s.Cr0:X}h has NW without CD");
        KvmException.Require(((s.Cr0 | s.Cr2 | s.Cr3 | s.Cr4) >> 32) == 0, "a control register has an upper half");
        KvmException.Require((s.Cr4 & ~_cpu.Model.Cr4Supported) == 0, $"CR4 {s.Cr4:X}h has bits that the CPU does not have");
        KvmException.Require((s.Efer & ~(_cpu.Model.Has(CpuFeatures.Nx) ? Cpu.EferMsr.Nxe : 0)) == 0, $"EFER {s.Efer:X}h has bits that the CPU does not have");
        KvmException.Require(s.Cs.L == 0, "CS.L is set: the CPU has 32 bits");
        KvmException.Require((s.ApicBase & ~(_cpu.Apic is null ? 0 : Cpu.ApicBase.Defined)) == 0, $"IA32_APIC_BASE {s.ApicBase:X}h has bits that the CPU does not have");
        KvmException.Require(s.Cr8 <= (_cpu.Apic is null ? 0UL : 15), $"CR8 is {s.Cr8:X}h");
        KvmException.Require((sregs.Flags & ~PointersValid) == 0, $"flags of kvm_sregs2 are {sregs.Flags:X}h");
        foreach (KvmSegment segment in (ReadOnlySpan<KvmSegment>)[s.Cs, s.Ds, s.Es, s.Fs, s.Gs, s.Ss, s.Tr, s.Ldt])
        {
            KvmException.Require(segment.Base >> 32 == 0, $"a segment's base {segment.Base:X}h has an upper half");
            KvmException.Require(segment is { Type: < 16, Dpl: < 4, Present: < 2, S: < 2, Db: < 2, G: < 2, Avl: < 2 }, $"the attributes of selector {segment.Selector:X}h do not fit their fields");
        }

        KvmException.Require((s.Gdt.Base | s.Idt.Base) >> 32 == 0, "a table's base has an upper half");
        bool pae = (s.Cr0 & Cr0.Pg) != 0 && (s.Cr4 & Cr4.Pae) != 0;
        KvmException.Require((sregs.Flags & PointersValid) == 0 || pae, "page-directory-pointer entries without PAE paging");
    }

    private void Apply(in KvmSregs2 sregs)
    {
        KvmCommonSregs s = sregs.Common;
        VcpuRegisters r = _cpu.Registers;
        Set(SegmentRegister.Cs, s.Cs);
        Set(SegmentRegister.Ds, s.Ds);
        Set(SegmentRegister.Es, s.Es);
        Set(SegmentRegister.Fs, s.Fs);
        Set(SegmentRegister.Gs, s.Gs);
        Set(SegmentRegister.Ss, s.Ss);
        Set(SegmentRegister.Tr, s.Tr);
        Set(SegmentRegister.Ldtr, s.Ldt);
        r.Gdt = (s.Gdt.Base, s.Gdt.Limit);
        r.Idt = (s.Idt.Base, s.Idt.Limit);
        (r.Cr0, r.Cr2, r.Cr3, r.Cr4) = (s.Cr0 | Cr0.Et, s.Cr2, s.Cr3, s.Cr4);
        if (_cpu.Model.Has(CpuFeatures.Nx))
        {
            _ = _cpu.TryWriteMsr(EferMsr, s.Efer);          // checked
        }

        if (_cpu.Apic is { } apic)
        {
            _ = _cpu.TryWriteMsr(ApicBaseMsr, s.ApicBase);
            apic.Write(TaskPriority, 4, (uint)s.Cr8 << 4);
        }

        if ((s.Cr0 & Cr0.Pg) != 0 && (s.Cr4 & Cr4.Pae) != 0)
        {
            LoadPointers(sregs);
        }

        DeriveCpl();
    }

    private void LoadPointers(in KvmSregs2 s)
    {
        Span<ulong> entries = [s.Pdptr0, s.Pdptr1, s.Pdptr2, s.Pdptr3];
        if ((s.Flags & PointersValid) == 0)
        {
            _cpu.ReadPhysical(s.Common.Cr3 & 0xFFFF_FFE0, System.Runtime.InteropServices.MemoryMarshal.AsBytes(entries));
        }

        VcpuState* state = _cpu.ChangedState;
        (state->Pdpte0, state->Pdpte1, state->Pdpte2, state->Pdpte3) = (entries[0], entries[1], entries[2], entries[3]);
    }

    private KvmSegment Get(SegmentRegister register)
    {
        SegmentValue s = _cpu.Registers.GetSegment(register);
        return new KvmSegment
        {
            Base = s.Base,
            Limit = s.Limit,
            Selector = s.Selector,
            Type = (byte)(s.Access & 15),
            S = Bit(s, 4),
            Dpl = (byte)((s.Access >> 5) & 3),
            Present = Bit(s, 7),
            Avl = Bit(s, 12),
            L = Bit(s, 13),
            Db = Bit(s, 14),
            G = Bit(s, 15),
            Unusable = (byte)(1 - Bit(s, 7)),
        };
    }

    private static byte Bit(SegmentValue segment, int bit) => (byte)((segment.Access >> bit) & 1);

    private void Set(SegmentRegister register, in KvmSegment s)
    {
        int present = s.Unusable != 0 ? 0 : s.Present;
        int access = s.Type | (s.S << 4) | (s.Dpl << 5) | (present << 7) | (s.Avl << 12) | (s.Db << 14) | (s.G << 15);
        _cpu.Registers.SetSegment(register, new SegmentValue(s.Selector, s.Base, s.Limit, (ushort)access));
    }
}
