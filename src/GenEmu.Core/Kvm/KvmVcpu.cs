using GenEmu.Core.Cpu;

namespace GenEmu.Core.Kvm;

/// <summary>A vCPU's state in the shapes of the KVM API, to compare it with KVM's or to move it there and back. Its methods are named after the system calls.</summary>
/// <remarks>
/// <para>Every Set checks first and throws <see cref="KvmException"/>, which names the check, where KVM would answer EINVAL; then nothing has changed. To read changes nothing (rule E10). For
/// the machine's thread: between runs, or in an action posted.</para>
/// <para>While an instruction waits for a device, what is read is what <see cref="Vcpu.Registers"/> shows. The access itself is in none of KVM's structures: answer it and call
/// <see cref="RunImmediateExit"/> first (rule E1), or load a state that holds the record of it (<see cref="KvmState.InFlight"/>). Any other Set gives the instruction up, as
/// <see cref="Vcpu.CancelPendingIo"/> does (rule E4).</para>
/// <para>The CPU has 32 bits: values that need more are refused.</para>
/// </remarks>
public sealed unsafe partial class KvmVcpu
{
    private const uint ApicBaseMsr = 0x1B;

    // What TryReadMsr may know: counters and places, SYSENTER, controls, memory types, EFER.
    private static readonly uint[] Candidates =
    [
        0x10, ApicBaseMsr, 0x174, 0x175, 0x176, 0x1A0, 0x1D9, .. Enumerable.Range(0x200, 16).Select(i => (uint)i), 0x250, 0x258, 0x259,
        .. Enumerable.Range(0x268, 8).Select(i => (uint)i), 0x277, 0x2FF, 0xC000_0080,
    ];

    private readonly Vcpu _cpu;

    /// <summary>Looks at a vCPU.</summary>
    /// <param name="vcpu">The vCPU.</param>
    public KvmVcpu(Vcpu vcpu)
    {
        ArgumentNullException.ThrowIfNull(vcpu);
        _cpu = vcpu;
    }

    /// <summary><c>KVM_CAP_EXCEPTION_PAYLOAD</c>: pending exceptions are told apart from injected ones, and carry what they will put into DR6.</summary>
    public bool HasExceptionPayload { get; set; } = true;

    /// <summary><c>KVM_CAP_X86_TRIPLE_FAULT_EVENT</c>: a shutdown is told.</summary>
    public bool HasTripleFaultEvent { get; set; } = true;

    /// <summary>The model-specific registers that make up state, by number: <c>KVM_GET_MSR_INDEX_LIST</c>.</summary>
    public IReadOnlyList<uint> MsrIndexes => [.. Candidates.Where(index => _cpu.TryReadMsr(index, out _))];

    /// <summary>Runs with <c>immediate_exit</c> set: what waited completes if its answer is there, and no further instruction begins (rule E1).</summary>
    /// <returns>Where it stopped; <see cref="VcpuStopKind.IoPending"/> if the access goes on with another piece, so call it until that is not so.</returns>
    public VcpuStop RunImmediateExit() => _cpu.Run(0);

    /// <summary>KVM_GET_REGS.</summary>
    /// <returns>The general registers.</returns>
    public KvmRegs GetRegs()
    {
        VcpuRegisters r = _cpu.Registers;
        return new KvmRegs
        {
            Rax = r.Rax,
            Rbx = r.Rbx,
            Rcx = r.Rcx,
            Rdx = r.Rdx,
            Rsi = r.Rsi,
            Rdi = r.Rdi,
            Rsp = r.Rsp,
            Rbp = r.Rbp,
            Rip = r.Rip,
            Rflags = r.EFlags,
        };
    }

    /// <summary>KVM_SET_REGS.</summary>
    /// <param name="regs">The general registers.</param>
    /// <param name="keepPendingIo">Whether an instruction that waits for a device goes on (<see cref="VcpuRegisters"/> says how); else it is given up.</param>
    /// <exception cref="KvmException">They do not fit the CPU.</exception>
    public void SetRegs(in KvmRegs regs, bool keepPendingIo = false)
    {
        CheckRegs(regs);
        Begin(keepPendingIo);
        Apply(regs);
    }

    /// <summary>KVM_GET_MSRS.</summary>
    /// <param name="indexes">Which.</param>
    /// <returns>Their values, up to the first that does not exist.</returns>
    public KvmMsrEntry[] GetMsrs(IEnumerable<uint> indexes)
    {
        ArgumentNullException.ThrowIfNull(indexes);
        var entries = new List<KvmMsrEntry>();
        foreach (uint index in indexes)
        {
            if (!_cpu.TryReadMsr(index, out ulong value))
            {
                break;
            }

            entries.Add(new KvmMsrEntry { Index = index, Data = value });
        }

        return [.. entries];
    }

    /// <summary>KVM_SET_MSRS, all or none.</summary>
    /// <param name="entries">The registers and their values.</param>
    /// <exception cref="KvmException">One does not exist, or cannot have the value.</exception>
    public void SetMsrs(IEnumerable<KvmMsrEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        KvmMsrEntry[] all = [.. entries];
        CheckMsrs(all);
        Begin(keepPendingIo: false);
    }

    /// <summary>KVM_GET_MP_STATE.</summary>
    /// <returns>The state.</returns>
    public KvmMpState GetMpState() => _cpu.Activity switch
    {
        VcpuActivity.Halted => KvmMpState.Halted,
        VcpuActivity.WaitForStartup => _cpu.StartupVector is null ? KvmMpState.InitReceived : KvmMpState.SipiReceived,
        _ => KvmMpState.Runnable,
    };

    /// <summary>KVM_SET_MP_STATE.</summary>
    /// <param name="state">The state.</param>
    /// <exception cref="KvmException">There is no such state, or the CPU cannot be in it now.</exception>
    public void SetMpState(KvmMpState state)
    {
        CheckMpState(state, _cpu.IsInSmm, _cpu.SmiLatched);
        Begin(keepPendingIo: false);
        Apply(state);
    }

    /// <summary>KVM_GET_DEBUGREGS.</summary>
    /// <returns>The debug registers.</returns>
    public KvmDebugregs GetDebugregs()
    {
        VcpuRegisters r = _cpu.Registers;
        return new KvmDebugregs { Db0 = r.GetDr(0), Db1 = r.GetDr(1), Db2 = r.GetDr(2), Db3 = r.GetDr(3), Dr6 = HasExceptionPayload ? r.Dr6 : _cpu.DeliveredDr6, Dr7 = r.Dr7 };
    }

    /// <summary>KVM_SET_DEBUGREGS.</summary>
    /// <param name="registers">The debug registers.</param>
    /// <exception cref="KvmException">Flags are set, or upper halves.</exception>
    public void SetDebugregs(in KvmDebugregs registers)
    {
        CheckDebugregs(registers);
        Begin(keepPendingIo: false);
        Apply(registers);
    }

    private static void CheckRegs(in KvmRegs r)
    {
        ulong upper = r.R8 | r.R9 | r.R10 | r.R11 | r.R12 | r.R13 | r.R14 | r.R15;
        KvmException.Require(upper == 0, "R8 to R15 are not 0: the CPU has 32 bits");
        upper = (r.Rax | r.Rbx | r.Rcx | r.Rdx | r.Rsi | r.Rdi | r.Rsp | r.Rbp | r.Rip | r.Rflags) >> 32;
        KvmException.Require(upper == 0, "a general register has more than 32 bits");
    }

    private static void CheckDebugregs(in KvmDebugregs r)
    {
        KvmException.Require(r.Flags == 0, $"flags of kvm_debugregs are {r.Flags:X}h");
        KvmException.Require(r.Dr6 >> 32 == 0, $"DR6 {r.Dr6:X}h has an upper half");
        KvmException.Require(r.Dr7 >> 32 == 0, $"DR7 {r.Dr7:X}h has an upper half");
        KvmException.Require((r.Db0 | r.Db1 | r.Db2 | r.Db3) >> 32 == 0, "a breakpoint address has more than 32 bits");
    }

    private static void CheckMpState(KvmMpState state, bool inSmm, bool smiLatched)
    {
        KvmException.Require(state <= KvmMpState.SipiReceived, $"there is no MP state {(uint)state}");
        bool restarts = state is KvmMpState.InitReceived or KvmMpState.SipiReceived;
        KvmException.Require(!restarts || !inSmm, $"MP state {state} while System Management Mode blocks INIT");
        KvmException.Require(!restarts || !smiLatched, $"MP state {state} while an SMI is pending");
    }

    /// <summary>Writes them all, or takes back what was written. IA32_APIC_BASE comes last: to switch the APIC off cannot be taken back.</summary>
    private void CheckMsrs(KvmMsrEntry[] entries)
    {
        var former = new Stack<(uint Index, ulong Value)>();
        foreach (KvmMsrEntry entry in entries.OrderBy(entry => entry.Index == ApicBaseMsr))
        {
            if (_cpu.TryReadMsr(entry.Index, out ulong before) && _cpu.TryWriteMsr(entry.Index, entry.Data))
            {
                former.Push((entry.Index, before));
                continue;
            }

            while (former.TryPop(out (uint Index, ulong Value) last))
            {
                _ = _cpu.TryWriteMsr(last.Index, last.Value);
            }

            throw new KvmException($"MSR {entry.Index:X}h cannot be {entry.Data:X}h");
        }
    }

    private void Begin(bool keepPendingIo)
    {
        if (!keepPendingIo)
        {
            _cpu.CancelPendingIo();
        }
    }

    private void Apply(in KvmRegs regs)
    {
        VcpuRegisters r = _cpu.Registers;
        (r.Rax, r.Rbx, r.Rcx, r.Rdx, r.Rsi, r.Rdi, r.Rsp, r.Rbp) = (regs.Rax, regs.Rbx, regs.Rcx, regs.Rdx, regs.Rsi, regs.Rdi, regs.Rsp, regs.Rbp);
        r.EFlags = (uint)regs.Rflags;
        r.Rip = regs.Rip;
        DeriveCpl();
    }

    private void Apply(in KvmDebugregs registers)
    {
        VcpuRegisters r = _cpu.Registers;
        r.SetDr(0, registers.Db0);
        r.SetDr(1, registers.Db1);
        r.SetDr(2, registers.Db2);
        r.SetDr(3, registers.Db3);
        r.Dr6 = (registers.Dr6 & ~(ulong)Dr6.Enabled) | Dr6.Fixed;
        r.Dr7 = registers.Dr7 | (1 << 10);           // reads as one (SDM vol. 3, figure 17-1)
    }

    private void Apply(KvmMpState state) => _cpu.SetActivity(
        state switch
        {
            KvmMpState.Halted => VcpuActivity.Halted,
            KvmMpState.Runnable => VcpuActivity.Running,
            _ => VcpuActivity.WaitForStartup,
        },
        sipi: state == KvmMpState.SipiReceived);

    /// <summary>KVM's structures have no privilege level: it is that of SS, but for real and V86 mode.</summary>
    private void DeriveCpl()
    {
        VcpuRegisters r = _cpu.Registers;
        int cpl = (r.Cr0 & Cr0.Pe) == 0 ? 0 : (r.EFlags & EFlags.Vm) != 0 ? 3 : (r.GetSegment(SegmentRegister.Ss).Access >> 5) & 3;
        if (cpl != r.Cpl)
        {
            r.Cpl = cpl;
        }
    }
}
