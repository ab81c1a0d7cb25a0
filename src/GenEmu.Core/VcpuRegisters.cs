using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;

namespace GenEmu.Core;

/// <summary>A vCPU's registers, as a host reads and writes them between runs.</summary>
/// <remarks>Values are exact at every stop. Segment registers are set with their hidden part, so any state can be built.</remarks>
public sealed unsafe class VcpuRegisters
{
    private readonly Vcpu _cpu;
    private readonly VcpuState* _s;

    internal VcpuRegisters(Vcpu cpu, VcpuState* state)
    {
        _cpu = cpu;
        _s = state;
    }

    /// <summary>RAX.</summary>
    public ulong Rax { get => _s->Rax; set => _s->Rax = value; }

    /// <summary>RCX.</summary>
    public ulong Rcx { get => _s->Rcx; set => _s->Rcx = value; }

    /// <summary>RDX.</summary>
    public ulong Rdx { get => _s->Rdx; set => _s->Rdx = value; }

    /// <summary>RBX.</summary>
    public ulong Rbx { get => _s->Rbx; set => _s->Rbx = value; }

    /// <summary>RSP.</summary>
    public ulong Rsp { get => _s->Rsp; set => _s->Rsp = value; }

    /// <summary>RBP.</summary>
    public ulong Rbp { get => _s->Rbp; set => _s->Rbp = value; }

    /// <summary>RSI.</summary>
    public ulong Rsi { get => _s->Rsi; set => _s->Rsi = value; }

    /// <summary>RDI.</summary>
    public ulong Rdi { get => _s->Rdi; set => _s->Rdi = value; }

    /// <summary>RIP: the next instruction's offset in CS.</summary>
    public ulong Rip
    {
        get => _s->Rip;
        set
        {
            _s->Iteration = value == _s->Rip ? _s->Iteration : 0;       // a REP that is left begins anew
            _s->Rip = value;
        }
    }

    /// <summary>EFLAGS.</summary>
    public uint EFlags
    {
        get => LazyFlags.Image(_s->Result, _s->Carries) | _s->SystemFlags | Cpu.EFlags.Reserved1;
        set
        {
            _s->Result = LazyFlags.ResultOf(value);
            _s->Carries = LazyFlags.CarriesOf(value);
            _s->SystemFlags = (value & ~Cpu.EFlags.Arithmetic) | Cpu.EFlags.Reserved1;
            _cpu.CodeChanged();
        }
    }

    /// <summary>CR0.</summary>
    public ulong Cr0 { get => _s->Cr0; set => SetControl(ref _s->Cr0, value); }

    /// <summary>CR2.</summary>
    public ulong Cr2 { get => _s->Cr2; set => _s->Cr2 = value; }

    /// <summary>CR3.</summary>
    public ulong Cr3 { get => _s->Cr3; set => SetControl(ref _s->Cr3, value); }

    /// <summary>CR4.</summary>
    public ulong Cr4 { get => _s->Cr4; set => SetControl(ref _s->Cr4, value); }

    /// <summary>DR6.</summary>
    public ulong Dr6 { get => _s->Dr6; set => _s->Dr6 = value; }

    /// <summary>DR7.</summary>
    public ulong Dr7
    {
        get => _s->Dr7;
        set
        {
            _s->Dr7 = value;
            _cpu.DebugRegistersChanged();
        }
    }

    /// <summary>The current privilege level, 0 to 3.</summary>
    public int Cpl
    {
        get => _s->Cpl;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, 3u, nameof(value));
            _s->Cpl = value;
            _cpu.CodeChanged();
        }
    }

    /// <summary>The GDT's linear address and limit.</summary>
    public (ulong Base, uint Limit) Gdt { get => (_s->GdtBase, _s->GdtLimit); set => (_s->GdtBase, _s->GdtLimit) = value; }

    /// <summary>The IDT's linear address and limit.</summary>
    public (ulong Base, uint Limit) Idt { get => (_s->IdtBase, _s->IdtLimit); set => (_s->IdtBase, _s->IdtLimit) = value; }

    /// <summary>A breakpoint address register.</summary>
    /// <param name="index">0 to 3.</param>
    /// <returns>DR0 to DR3.</returns>
    public ulong GetDr(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, 3u, nameof(index));
        return (&_s->Dr0)[index];
    }

    /// <summary>Sets a breakpoint address register.</summary>
    /// <param name="index">0 to 3.</param>
    /// <param name="value">The linear address or port.</param>
    public void SetDr(int index, ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, 3u, nameof(index));
        (&_s->Dr0)[index] = value;
        _cpu.DebugRegistersChanged();
    }

    /// <summary>A segment register with its hidden part.</summary>
    /// <param name="register">Which.</param>
    /// <returns>Its value.</returns>
    public SegmentValue GetSegment(SegmentRegister register)
    {
        ref SegmentCache s = ref Find(register);
        return new SegmentValue(s.Selector, s.Base, s.Limit, s.Access);
    }

    /// <summary>Sets a segment register with its hidden part; nothing is checked or read from memory.</summary>
    /// <param name="register">Which.</param>
    /// <param name="value">Its value.</param>
    public void SetSegment(SegmentRegister register, SegmentValue value)
    {
        ref SegmentCache s = ref Find(register);
        (s.Selector, s.Base, s.Limit, s.Access) = (value.Selector, value.Base, value.Limit, value.Access);
        s.Update();
        _cpu.CodeChanged();
    }

    private ref SegmentCache Find(SegmentRegister register)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)register, (uint)SegmentRegister.Tr, nameof(register));
        return ref (&_s->Es)[(int)register];        // the eight stand in a row, in the enumeration's order
    }

    private void SetControl(ref ulong register, ulong value)
    {
        register = value;
        _cpu.FlushTranslations();
        _cpu.CodeChanged();
    }
}
