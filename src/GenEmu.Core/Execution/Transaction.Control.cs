using GenEmu.Core.Cpu;

namespace GenEmu.Core.Execution;

/// <content>Near control flow, flags and checks.</content>
internal sealed unsafe partial class Transaction
{
    private bool _jumped;

    /// <summary>#GP(0) if an IP lies beyond the code segment.</summary>
    public bool CheckJump(Op* o, uint target) => target <= _s->Cs.Limit || RaiseFault(Vector.Gp);

    public bool Jump(Op* o, uint target)
    {
        if (!CheckJump(o, target))
        {
            return false;
        }

        GoTo(target);
        return true;
    }

    /// <summary>Raises a fault that the text asks for; GP has error code 0.</summary>
    public bool Raise(byte vector) => RaiseFault(vector);

    /// <summary>#GP(0) unless CPL is 0; real mode is CPL 0, V86 mode is 3.</summary>
    public bool RequireCpl0() => _s->Cpl == 0 || RaiseFault(Vector.Gp);

    /// <summary>#UD in real and V86 mode.</summary>
    public bool RequireProtected() => (_cpu.IsProtected && !_cpu.IsVirtual8086) || RaiseFault(Vector.Ud);

    /// <summary>PUSHF, POPF, INT n and IRET in V86 mode need IOPL 3.</summary>
    public bool CheckFlagsAccess() => !_cpu.IsVirtual8086 || _cpu.Iopl == 3 || RaiseFault(Vector.Gp);

    /// <summary>What PUSHF pushes: RF and VM read as zero.</summary>
    public uint FlagsImage() => LazyFlags.Image(Result, Carries) | EFlags.Reserved1 | (_s->SystemFlags & ~(EFlags.Rf | EFlags.Vm));

    /// <summary>POPF: which flags change depends on CPL and IOPL (SDM vol. 2, POPF).</summary>
    public void LoadFlags(Op* o, uint value)
    {
        uint mask = EFlags.Tf | EFlags.Df | EFlags.Nt | EFlags.Ac | EFlags.Id;
        mask |= !_cpu.IsProtected || _s->Cpl == 0 ? EFlags.Iopl : 0;
        mask |= !_cpu.IsProtected || _s->Cpl <= _cpu.Iopl ? EFlags.If : 0;
        SetFlags(value, o->OperandSize == 2 ? mask & 0xFFFF : mask);
    }

    /// <summary>CLI and STI: CPL must not exceed IOPL.</summary>
    public bool CheckInterruptFlag() => !_cpu.IsProtected || _s->Cpl <= _cpu.Iopl || RaiseFault(Vector.Gp);

    public void SetInterruptFlag(bool value) => SystemFlags = value ? SystemFlags | EFlags.If : SystemFlags & ~EFlags.If;

    public void SetDirectionFlag(bool value) => SystemFlags = value ? SystemFlags | EFlags.Df : SystemFlags & ~EFlags.Df;

    /// <summary>MOV SS and POP SS: interrupts and debug traps wait for the next instruction; of consecutive ones only the first counts (rule C16).</summary>
    public void Inhibit() => _shadow = _s->Shadow == Shadow.MovSs ? Shadow.None : Shadow.MovSs;

    /// <summary>STI: external interrupts wait for the next instruction, if IF was clear.</summary>
    public void InhibitInterrupts() => _shadow = (SystemFlags & EFlags.If) == 0 ? Shadow.Sti : _shadow;

    public void Halt() => _s->Activity = VcpuActivity.Halted;

    private void GoTo(ulong target)
    {
        _next = target;
        _jumped = true;
    }

    /// <summary>Sets the arithmetic flags, and the others under a mask.</summary>
    private void SetFlags(uint value, uint mask)
    {
        Result = LazyFlags.ResultOf(value);
        Carries = LazyFlags.CarriesOf(value);
        SystemFlags = (SystemFlags & ~mask) | (value & mask);
    }
}
