using GenEmu.Core.Cpu;

namespace GenEmu.Core.Execution;

/// <content>Descriptors and segment registers (SDM vol. 3, 5.4 to 5.6).</content>
internal sealed unsafe partial class Transaction
{
    /// <summary>The EXT bit of error codes: set while an event that is not an INT n is delivered.</summary>
    private uint _external;

    /// <summary>MOV to a segment register: CS and the numbers 6 and 7 do not exist.</summary>
    public bool CheckSegment(Op* o, int slot) => Register(o, slot) is not Segment.Cs and < Segment.Count || RaiseFault(Vector.Ud);

    public bool IsSS(Op* o, int slot) => Kind(o, slot) == OperandKind.Segment && Register(o, slot) == Segment.Ss;

    public bool LoadSegment(Op* o, int slot, uint selector) => LoadSegment(Register(o, slot), selector);

    public bool LoadSegment(int segment, uint selector)
    {
        var wanted = (ushort)selector;
        if (!_cpu.IsProtected || _cpu.IsVirtual8086)
        {
            Seg(segment).LoadReal(wanted);
            _cpu.CodeChanged();
            return true;
        }

        if ((wanted & 0xFFFC) == 0)
        {
            if (segment == Segment.Ss)
            {
                return RaiseFault(Vector.Gp);
            }

            Seg(segment).LoadNull(wanted);
            _cpu.CodeChanged();
            return true;
        }

        if (!ReadDescriptor(wanted, Vector.Gp, out Descriptor descriptor, out ulong address)
            || !(segment == Segment.Ss ? CheckStack(wanted, descriptor, _s->Cpl, Vector.Gp) : CheckData(wanted, descriptor))
            || !SetAccessed(ref descriptor, address))
        {
            return false;
        }

        Seg(segment).Load(wanted, descriptor);
        _cpu.CodeChanged();
        return true;
    }

    /// <summary>LAR: the access rights, or the old value with ZF clear.</summary>
    public bool AccessRights(uint selector, uint old, out uint value)
    {
        value = old;
        if (!Inspect(selector, out Descriptor descriptor, out bool visible))
        {
            return false;
        }

        visible = visible && (!descriptor.IsSystem || descriptor.Type is SystemDescriptorType.Tss16Available or SystemDescriptorType.Ldt
            or SystemDescriptorType.Tss16Busy or SystemDescriptorType.CallGate16 or SystemDescriptorType.TaskGate
            or SystemDescriptorType.Tss32Available or SystemDescriptorType.Tss32Busy or SystemDescriptorType.CallGate32);
        value = visible ? (uint)(descriptor.Raw >> 32) & 0x00FF_FF00 : old;
        PutZf(visible);
        return true;
    }

    /// <summary>LSL: the limit in bytes, or the old value with ZF clear.</summary>
    public bool SegmentLimit(uint selector, uint old, out uint value)
    {
        value = old;
        if (!Inspect(selector, out Descriptor descriptor, out bool visible))
        {
            return false;
        }

        visible = visible && (!descriptor.IsSystem || descriptor.Type is SystemDescriptorType.Tss16Available or SystemDescriptorType.Ldt
            or SystemDescriptorType.Tss16Busy or SystemDescriptorType.Tss32Available or SystemDescriptorType.Tss32Busy);
        value = visible ? descriptor.Limit : old;
        PutZf(visible);
        return true;
    }

    public bool VerifyRead(uint selector)
    {
        if (!Inspect(selector, out Descriptor descriptor, out bool visible))
        {
            return false;
        }

        PutZf(visible && !descriptor.IsSystem && descriptor.IsReadable);
        return true;
    }

    public bool VerifyWrite(uint selector)
    {
        if (!Inspect(selector, out Descriptor descriptor, out bool visible))
        {
            return false;
        }

        PutZf(visible && descriptor.IsWritableData);
        return true;
    }

    public uint ReadLdtr() => _s->Ldtr.Selector;

    public uint ReadTaskRegister() => _s->Tr.Selector;

    public bool LoadLdtr(uint selector)
    {
        var wanted = (ushort)selector;
        if ((wanted & 0xFFFC) == 0)
        {
            _s->Ldtr.LoadNull(wanted);
            return true;
        }

        if ((wanted & 4) != 0)
        {
            return RaiseSelectorFault(Vector.Gp, wanted);
        }

        if (!ReadDescriptor(wanted, Vector.Gp, out Descriptor descriptor, out _))
        {
            return false;
        }

        if (!descriptor.IsSystem || descriptor.Type != SystemDescriptorType.Ldt)
        {
            return RaiseSelectorFault(Vector.Gp, wanted);
        }

        if (!descriptor.Present)
        {
            return RaiseSelectorFault(Vector.Np, wanted);
        }

        _s->Ldtr.Load(wanted, descriptor);
        return true;
    }

    public bool LoadTaskRegister(uint selector)
    {
        var wanted = (ushort)selector;
        if ((wanted & 0xFFFC) == 0 || (wanted & 4) != 0)
        {
            return RaiseSelectorFault(Vector.Gp, wanted);
        }

        if (!ReadDescriptor(wanted, Vector.Gp, out Descriptor descriptor, out ulong address))
        {
            return false;
        }

        if (!descriptor.IsSystem || (descriptor.Type & ~8) != SystemDescriptorType.Tss16Available)
        {
            return RaiseSelectorFault(Vector.Gp, wanted);
        }

        if (!descriptor.Present)
        {
            return RaiseSelectorFault(Vector.Np, wanted);
        }

        if (!SetBusy(ref descriptor, address, busy: true))
        {
            return false;
        }

        _s->Tr.Load(wanted, descriptor);
        return true;
    }

    /// <summary>Reads a descriptor; a selector beyond its table raises <paramref name="vector"/> with the selector.</summary>
    private bool ReadDescriptor(ushort selector, byte vector, out Descriptor descriptor, out ulong address)
    {
        descriptor = default;
        if (!Locate(selector, out address))
        {
            return RaiseSelectorFault(vector, selector);
        }

        bool ok = ReadSystem(address, 8, out ulong raw);
        descriptor = new Descriptor(raw);
        return ok;
    }

    private bool Locate(ushort selector, out ulong address)
    {
        bool local = (selector & 4) != 0;
        uint limit = local ? (_s->Ldtr.Present ? _s->Ldtr.Limit : 0) : _s->GdtLimit;
        address = (local ? _s->Ldtr.Base : _s->GdtBase) + (selector & 0xFFF8u);
        return (selector & 0xFFF8u) + 7 <= limit;
    }

    private bool CheckStack(ushort selector, in Descriptor descriptor, int cpl, byte vector)
    {
        if ((selector & 3) != cpl || descriptor.Dpl != cpl || !descriptor.IsWritableData)
        {
            return RaiseSelectorFault(vector, selector);
        }

        return descriptor.Present || RaiseSelectorFault(Vector.Ss, selector);
    }

    private bool CheckData(ushort selector, in Descriptor descriptor)
    {
        bool readable = !descriptor.IsSystem && descriptor.IsReadable;
        bool privileged = !descriptor.IsConforming && (descriptor.Dpl < (selector & 3) || descriptor.Dpl < _s->Cpl);
        if (!readable || privileged)
        {
            return RaiseSelectorFault(Vector.Gp, selector);
        }

        return descriptor.Present || RaiseSelectorFault(Vector.Np, selector);
    }

    /// <summary>Sets a segment descriptor's accessed bit in its table, if it is not set yet.</summary>
    private bool SetAccessed(ref Descriptor descriptor, ulong address)
    {
        if ((descriptor.Access & 1) != 0)
        {
            return true;
        }

        descriptor = new Descriptor(descriptor.Raw | (1UL << 40));
        return WriteSystem(address + 5, 1, (descriptor.Raw >> 40) & 0xFF);
    }

    private bool SetBusy(ref Descriptor descriptor, ulong address, bool busy)
    {
        descriptor = new Descriptor(busy ? descriptor.Raw | (2UL << 40) : descriptor.Raw & ~(2UL << 40));
        return WriteSystem(address + 5, 1, (descriptor.Raw >> 40) & 0xFF);
    }

    /// <summary>What LAR, LSL, VERR and VERW share: reads a descriptor without faulting on it.</summary>
    private bool Inspect(uint selector, out Descriptor descriptor, out bool visible)
    {
        var wanted = (ushort)selector;
        descriptor = default;
        visible = false;
        if ((wanted & 0xFFFC) == 0 || !Locate(wanted, out ulong address))
        {
            return true;
        }

        if (!ReadSystem(address, 8, out ulong raw))
        {
            return false;
        }

        descriptor = new Descriptor(raw);
        visible = descriptor.IsConforming || (descriptor.Dpl >= _s->Cpl && descriptor.Dpl >= (wanted & 3));
        return true;
    }

    private void PutZf(bool value)
    {
        ulong result = LazyFlags.ResultWith(EFlags.Zf, value ? EFlags.Zf : 0, Result, Carries);
        Carries = LazyFlags.CarriesWith(EFlags.Zf, value ? EFlags.Zf : 0, Result, Carries);
        Result = result;
    }
}
