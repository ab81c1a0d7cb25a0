using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;

namespace GenEmu.Core;

/// <summary>A vCPU's registers, as a host reads and writes them between runs.</summary>
/// <remarks>
/// <para>Values are exact at every stop. Segment registers are set with their hidden part, so any state can be built. For the machine's thread:
/// between runs, or in an action posted.</para>
/// <para>While an instruction waits for a device, <see cref="Vcpu.RipPolicy"/> decides what is read. A write neither cancels the access nor changes what
/// the instruction began with: it is in the register at once, and the instruction, when it completes, overwrites only what it writes itself, byte by byte
/// in the general registers. So a value that is written and written back changes nothing. What is shown as done already (<see cref="RipPolicy"/>) is not
/// written again: there every write of the host's stays.</para>
/// <para>A RIP that the host has changed and kept when it runs the vCPU again moves execution away. Where RIP was shown on the instruction, this gives
/// the instruction up: nothing of it is committed, a late answer is dropped, an interrupt or NMI that was being delivered is due again; the epoch stays.
/// Where RIP was shown after it, the instruction completes, and execution goes on at the host's RIP. <see cref="Vcpu.CancelPendingIo"/> gives up in
/// either case.</para>
/// </remarks>
public sealed unsafe partial class VcpuRegisters
{
    private readonly Vcpu _cpu;

    internal VcpuRegisters(Vcpu cpu) => _cpu = cpu;

    private VcpuState* Shown => _cpu.ShownState;

    private VcpuState* Changed => _cpu.ChangedState;

    /// <summary>RAX.</summary>
    public ulong Rax { get => Shown->Rax; set => Changed->Rax = value; }

    /// <summary>RCX.</summary>
    public ulong Rcx { get => Shown->Rcx; set => Changed->Rcx = value; }

    /// <summary>RDX.</summary>
    public ulong Rdx { get => Shown->Rdx; set => Changed->Rdx = value; }

    /// <summary>RBX.</summary>
    public ulong Rbx { get => Shown->Rbx; set => Changed->Rbx = value; }

    /// <summary>RSP.</summary>
    public ulong Rsp { get => Shown->Rsp; set => Changed->Rsp = value; }

    /// <summary>RBP.</summary>
    public ulong Rbp { get => Shown->Rbp; set => Changed->Rbp = value; }

    /// <summary>RSI.</summary>
    public ulong Rsi { get => Shown->Rsi; set => Changed->Rsi = value; }

    /// <summary>RDI.</summary>
    public ulong Rdi { get => Shown->Rdi; set => Changed->Rdi = value; }

    /// <summary>RIP: the next instruction's offset in CS.</summary>
    public ulong Rip
    {
        get => Shown->Rip;
        set
        {
            VcpuState* s = Changed;
            s->Iteration = value == s->Rip ? s->Iteration : 0;       // a REP that is left begins anew
            s->Rip = value;
        }
    }

    /// <summary>EFLAGS.</summary>
    public uint EFlags
    {
        get => LazyFlags.Image(Shown->Result, Shown->Carries) | Shown->SystemFlags | Cpu.EFlags.Reserved1;
        set
        {
            VcpuState* s = Changed;
            s->Result = LazyFlags.ResultOf(value);
            s->Carries = LazyFlags.CarriesOf(value);
            s->SystemFlags = (value & ~Cpu.EFlags.Arithmetic) | Cpu.EFlags.Reserved1;
            _cpu.CodeChanged();
        }
    }

    /// <summary>CR0.</summary>
    public ulong Cr0 { get => Shown->Cr0; set => SetControl(ref Changed->Cr0, value); }

    /// <summary>CR2.</summary>
    public ulong Cr2 { get => Shown->Cr2; set => Changed->Cr2 = value; }

    /// <summary>CR3.</summary>
    public ulong Cr3 { get => Shown->Cr3; set => SetControl(ref Changed->Cr3, value); }

    /// <summary>CR4.</summary>
    public ulong Cr4 { get => Shown->Cr4; set => SetControl(ref Changed->Cr4, value); }

    /// <summary>DR6.</summary>
    public ulong Dr6 { get => Shown->Dr6; set => Changed->Dr6 = value; }

    /// <summary>DR7.</summary>
    public ulong Dr7
    {
        get => Shown->Dr7;
        set
        {
            Changed->Dr7 = value;
            _cpu.DebugRegistersChanged();
        }
    }

    /// <summary>The current privilege level, 0 to 3.</summary>
    public int Cpl
    {
        get => Shown->Cpl;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, 3u, nameof(value));
            Changed->Cpl = value;
            _cpu.CodeChanged();
        }
    }

    /// <summary>The GDT's linear address and limit.</summary>
    public (ulong Base, uint Limit) Gdt { get => (Shown->GdtBase, Shown->GdtLimit); set => (Changed->GdtBase, Changed->GdtLimit) = value; }

    /// <summary>The IDT's linear address and limit.</summary>
    public (ulong Base, uint Limit) Idt { get => (Shown->IdtBase, Shown->IdtLimit); set => (Changed->IdtBase, Changed->IdtLimit) = value; }

    /// <summary>A breakpoint address register.</summary>
    /// <param name="index">0 to 3.</param>
    /// <returns>DR0 to DR3.</returns>
    public ulong GetDr(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, 3u, nameof(index));
        return (&Shown->Dr0)[index];
    }

    /// <summary>Sets a breakpoint address register.</summary>
    /// <param name="index">0 to 3.</param>
    /// <param name="value">The linear address or port.</param>
    public void SetDr(int index, ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, 3u, nameof(index));
        (&Changed->Dr0)[index] = value;
        _cpu.DebugRegistersChanged();
    }

    /// <summary>A segment register with its hidden part.</summary>
    /// <param name="register">Which.</param>
    /// <returns>Its value.</returns>
    public SegmentValue GetSegment(SegmentRegister register)
    {
        ref SegmentCache s = ref Find(Shown, register);
        return new SegmentValue(s.Selector, s.Base, s.Limit, s.Access);
    }

    /// <summary>Sets a segment register with its hidden part; nothing is checked or read from memory.</summary>
    /// <param name="register">Which.</param>
    /// <param name="value">Its value.</param>
    public void SetSegment(SegmentRegister register, SegmentValue value)
    {
        ref SegmentCache s = ref Find(Changed, register);
        (s.Selector, s.Base, s.Limit, s.Access) = (value.Selector, value.Base, value.Limit, value.Access);
        s.Update();
        _cpu.CodeChanged();
    }

    private static ref SegmentCache Find(VcpuState* state, SegmentRegister register)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)register, (uint)SegmentRegister.Tr, nameof(register));
        return ref (&state->Es)[(int)register];        // the eight stand in a row, in the enumeration's order
    }

    private void SetControl(ref ulong register, ulong value)
    {
        register = value;
        _cpu.FlushTranslations();
        _cpu.CodeChanged();
    }
}
