using GenEmu.Core.Cpu;

namespace GenEmu.Core.Execution;

/// <content>Far jumps, calls and returns (SDM vol. 3, 5.8).</content>
internal sealed unsafe partial class Transaction
{
    private bool IsRealStyle => !_cpu.IsProtected || _cpu.IsVirtual8086;

    public bool FarJump(Op* o, uint selector, uint offset)
    {
        var wanted = (ushort)selector;
        if (IsRealStyle)
        {
            return JumpReal(wanted, offset);
        }

        if (!ReadTarget(wanted, out Descriptor descriptor, out ulong address))
        {
            return false;
        }

        if (!descriptor.IsSystem)
        {
            return CheckCode(wanted, descriptor, _s->Cpl, viaGate: false) && EnterCode(wanted, descriptor, address, offset, _s->Cpl);
        }

        return TransferBySystemDescriptor(o, wanted, descriptor, isCall: false);
    }

    public bool FarCall(Op* o, uint selector, uint offset)
    {
        var wanted = (ushort)selector;
        int size = o->OperandSize;
        if (IsRealStyle)
        {
            return (offset <= _s->Cs.Limit || RaiseFault(Vector.Gp)) && CheckPush(2, size) && Push(_s->Cs.Selector, size) && Push(o->Next, size) && JumpReal(wanted, offset);
        }

        if (!ReadTarget(wanted, out Descriptor descriptor, out ulong address))
        {
            return false;
        }

        if (descriptor.IsSystem)
        {
            return TransferBySystemDescriptor(o, wanted, descriptor, isCall: true);
        }

        return CheckCode(wanted, descriptor, _s->Cpl, viaGate: false)
            && CheckPush(2, size)
            && (offset <= descriptor.Limit || RaiseFault(Vector.Gp))
            && SetAccessed(ref descriptor, address)
            && Push(_s->Cs.Selector, size)
            && Push(o->Next, size)
            && EnterCode(wanted, descriptor, address, offset, _s->Cpl);
    }

    public bool FarReturn(Op* o, uint bytes)
    {
        int size = o->OperandSize;
        if (!CheckPop(2, size) || !Pop(size, out ulong ip) || !Pop(size, out ulong selector))
        {
            return false;
        }

        var wanted = (ushort)selector;
        if (IsRealStyle)
        {
            if (!JumpReal(wanted, (uint)ip))
            {
                return false;
            }

            MoveStack((int)(bytes & 0xFFFF));
            return true;
        }

        if (!CheckReturnCode(wanted, out Descriptor descriptor, out ulong address))
        {
            return false;
        }

        int rpl = wanted & 3;
        if (rpl > _s->Cpl)
        {
            MoveStack((int)(bytes & 0xFFFF));
            return ReturnOutward(wanted, descriptor, address, (uint)ip, size, bytes & 0xFFFF);
        }

        if (ip > descriptor.Limit)
        {
            return RaiseFault(Vector.Gp);
        }

        MoveStack((int)(bytes & 0xFFFF));
        return EnterCode(wanted, descriptor, address, (uint)ip, rpl);
    }

    private bool JumpReal(ushort selector, uint offset)
    {
        if (offset > _s->Cs.Limit)
        {
            return RaiseFault(Vector.Gp);
        }

        _s->Cs.LoadReal(selector);
        _cpu.CodeChanged();
        GoTo(offset);
        return true;
    }

    private bool ReadTarget(ushort selector, out Descriptor descriptor, out ulong address)
    {
        (descriptor, address) = (default, 0);
        return (selector & 0xFFFC) == 0 ? RaiseFault(Vector.Gp, _external) : ReadDescriptor(selector, Vector.Gp, out descriptor, out address);
    }

    /// <summary>The checks of a direct transfer to a code segment, or of a jump through a gate.</summary>
    private bool CheckCode(ushort selector, in Descriptor descriptor, int cpl, bool viaGate)
    {
        bool allowed = descriptor.IsCode
            && (descriptor.IsConforming ? descriptor.Dpl <= cpl : descriptor.Dpl == cpl && (viaGate || (selector & 3) <= cpl));
        if (!allowed)
        {
            return RaiseSelectorFault(Vector.Gp, selector);
        }

        return descriptor.Present || RaiseSelectorFault(Vector.Np, selector);
    }

    /// <summary>The last step of a transfer: CS:IP and CPL change. Nothing may fault after it.</summary>
    private bool EnterCode(ushort selector, Descriptor descriptor, ulong address, uint offset, int cpl)
    {
        if (offset > descriptor.Limit)
        {
            return RaiseFault(Vector.Gp, _external);
        }

        if (!SetAccessed(ref descriptor, address))
        {
            return false;
        }

        _s->Cs.Load((ushort)((selector & 0xFFFC) | cpl), descriptor);
        _s->Cpl = cpl;
        _cpu.CodeChanged();
        GoTo(offset);
        return true;
    }

    private bool TransferBySystemDescriptor(Op* o, ushort selector, in Descriptor gate, bool isCall)
    {
        bool known = gate.Type is SystemDescriptorType.CallGate16 or SystemDescriptorType.CallGate32 or SystemDescriptorType.TaskGate
            or SystemDescriptorType.Tss16Available or SystemDescriptorType.Tss32Available;
        if (!known || gate.Dpl < _s->Cpl || gate.Dpl < (selector & 3))
        {
            return RaiseSelectorFault(Vector.Gp, selector);
        }

        if (!gate.Present)
        {
            return RaiseSelectorFault(Vector.Np, selector);
        }

        TaskSwitchCause cause = isCall ? TaskSwitchCause.Call : TaskSwitchCause.Jump;
        switch (gate.Type)
        {
            case SystemDescriptorType.TaskGate:
                return SwitchTask(gate.GateSelector, cause, o->Next, false, 0);
            case SystemDescriptorType.Tss16Available or SystemDescriptorType.Tss32Available:
                return SwitchTask(selector, cause, o->Next, false, 0);
            default:
                return ThroughCallGate(o, gate, isCall);
        }
    }

    private bool ThroughCallGate(Op* o, in Descriptor gate, bool isCall)
    {
        ushort selector = gate.GateSelector;
        if (!ReadTarget(selector, out Descriptor code, out ulong address))
        {
            return false;
        }

        int size = gate.Type == SystemDescriptorType.CallGate32 ? 4 : 2;
        if (isCall && code.IsCode && !code.IsConforming && code.Dpl < _s->Cpl)
        {
            return code.Present ? CallInward(o, gate, selector, code, address, size) : RaiseSelectorFault(Vector.Np, selector);
        }

        if (!CheckCode(selector, code, _s->Cpl, viaGate: true))
        {
            return false;
        }

        if (!isCall)
        {
            return EnterCode(selector, code, address, gate.GateOffset, _s->Cpl);
        }

        return CheckPush(2, size)
            && (gate.GateOffset <= code.Limit || RaiseFault(Vector.Gp))
            && SetAccessed(ref code, address)
            && Push(_s->Cs.Selector, size)
            && Push(o->Next, size)
            && EnterCode(selector, code, address, gate.GateOffset, _s->Cpl);
    }

    /// <summary>A call through a gate to a more privileged level: new stack from the TSS, parameters copied.</summary>
    private bool CallInward(Op* o, in Descriptor gate, ushort selector, Descriptor code, ulong address, int size)
    {
        int cpl = code.Dpl;
        int parameters = gate.GateParameters;
        if (!ReadInnerStack(cpl, out ushort stackSelector, out ulong sp, out SegmentCache stack))
        {
            return false;
        }

        ulong[] copied = new ulong[parameters];
        ulong oldSp = GetRegister(RegisterFile.Sp, StackAddressSize);
        for (int i = 0; i < parameters; i++)
        {
            if (!ReadSegmented(Segment.Ss, Wrap(oldSp + (ulong)(i * size), StackAddressSize), size, out copied[i]))
            {
                return false;
            }
        }

        int items = 4 + parameters;
        if (!CheckFrame(stack, sp, items, size, user: cpl == 3, stackSelector)
            || (gate.GateOffset > code.Limit && !RaiseFault(Vector.Gp))
            || !SetAccessed(ref code, address)
            || !WriteFrame(0, size, _s->Ss.Selector)
            || !WriteFrame(1, size, GetRegister(RegisterFile.Sp, size)))
        {
            return false;
        }

        for (int i = 0; i < parameters; i++)
        {
            if (!WriteFrame(2 + i, size, copied[parameters - 1 - i]))
            {
                return false;
            }
        }

        if (!WriteFrame(2 + parameters, size, _s->Cs.Selector) || !WriteFrame(3 + parameters, size, o->Next))
        {
            return false;
        }

        SetStack(stack, sp - (ulong)(items * size));
        return EnterCode(selector, code, address, gate.GateOffset, cpl);
    }

    /// <summary>The stack that the TSS holds for a more privileged level, checked; faults are #TS (SDM vol. 3, 5.8.5).</summary>
    private bool ReadInnerStack(int cpl, out ushort selector, out ulong sp, out SegmentCache stack)
    {
        (selector, sp, stack) = (0, 0, default);
        bool wide = (_s->Tr.Type & 8) != 0;
        uint at = wide ? 4 + ((uint)cpl * 8) : 2 + ((uint)cpl * 4);
        if (at + (wide ? 5u : 3u) > _s->Tr.Limit)
        {
            return RaiseSelectorFault(Vector.Ts, _s->Tr.Selector);
        }

        if (!ReadSystem(_s->Tr.Base + at, wide ? 4 : 2, out sp) || !ReadSystem(_s->Tr.Base + at + (wide ? 4u : 2u), 2, out ulong ss))
        {
            return false;
        }

        selector = (ushort)ss;
        if ((selector & 0xFFFC) == 0)
        {
            return RaiseFault(Vector.Ts, _external);
        }

        if (!ReadDescriptor(selector, Vector.Ts, out Descriptor descriptor, out ulong address)
            || !CheckStack(selector, descriptor, cpl, Vector.Ts)
            || !SetAccessed(ref descriptor, address))
        {
            return false;
        }

        stack.Load(selector, descriptor);
        return true;
    }

    private void SetStack(in SegmentCache stack, ulong sp)
    {
        _s->Ss = stack;
        SetRegister(RegisterFile.Sp, stack.Big ? 4 : 2, sp);
    }

    /// <summary>The checks of a return's CS.</summary>
    private bool CheckReturnCode(ushort selector, out Descriptor descriptor, out ulong address)
    {
        if (!ReadTarget(selector, out descriptor, out address))
        {
            return false;
        }

        int rpl = selector & 3;
        bool allowed = rpl >= _s->Cpl && descriptor.IsCode && (descriptor.IsConforming ? descriptor.Dpl <= rpl : descriptor.Dpl == rpl);
        if (!allowed)
        {
            return RaiseSelectorFault(Vector.Gp, selector);
        }

        return descriptor.Present || RaiseSelectorFault(Vector.Np, selector);
    }

    /// <summary>A return to a less privileged level: SS:SP come from the stack, and data segments that the new level may not use become null.</summary>
    private bool ReturnOutward(ushort selector, in Descriptor code, ulong codeAddress, uint ip, int size, uint release)
    {
        int cpl = selector & 3;
        if (!CheckPop(2, size) || !Pop(size, out ulong sp) || !Pop(size, out ulong ss))
        {
            return false;
        }

        var stackSelector = (ushort)ss;
        if ((stackSelector & 0xFFFC) == 0)
        {
            return RaiseFault(Vector.Gp);
        }

        if (!ReadDescriptor(stackSelector, Vector.Gp, out Descriptor stack, out ulong stackAddress)
            || !CheckStack(stackSelector, stack, cpl, Vector.Gp)
            || (ip > code.Limit && !RaiseFault(Vector.Gp))
            || !SetAccessed(ref stack, stackAddress)
            || !EnterCode(selector, code, codeAddress, ip, cpl))
        {
            return false;
        }

        _s->Ss.Load(stackSelector, stack);
        SetRegister(RegisterFile.Sp, stack.Big ? 4 : 2, sp + release);
        DropPrivilegedData(cpl);
        _cpu.CodeChanged();
        return true;
    }

    private void DropPrivilegedData(int cpl)
    {
        foreach (int segment in (ReadOnlySpan<int>)[Segment.Es, Segment.Ds, Segment.Fs, Segment.Gs])
        {
            ref SegmentCache s = ref Seg(segment);
            if (s.Present && !s.IsConforming && s.Dpl < cpl)
            {
                s.LoadNull(0);
            }
        }
    }
}
