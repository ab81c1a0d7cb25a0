using System.Runtime.InteropServices;
using GenEmu.Core.Execution;
using GenEmu.Core.Memory;
using GenEmu.Core.Units;

namespace GenEmu.Core.Cpu;

/// <summary>All state that handlers reach through a pointer: the architectural registers, and the engine's own words at the end.</summary>
/// <remarks>
/// It lives in unmanaged memory, one instance a vCPU, freed with it. The general registers come first because operands are byte offsets
/// into this structure. Registers are 64 bits wide from the first day; 32-bit code leaves the upper halves zero.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VcpuState
{
    public ulong Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15;

    /// <summary><see cref="RegisterFile.Zero"/>.</summary>
    public ulong Zero;

    public ulong Rip;

    /// <summary>The arithmetic flags' result word; see <see cref="LazyFlags"/>.</summary>
    public ulong Result;

    /// <summary>The arithmetic flags' carry word; see <see cref="LazyFlags"/>.</summary>
    public ulong Carries;

    /// <summary>EFLAGS without <see cref="EFlags.Arithmetic"/>.</summary>
    public uint SystemFlags;

    /// <summary>The current privilege level.</summary>
    public int Cpl;

    public SegmentCache Es, Cs, Ss, Ds, Fs, Gs, Ldtr, Tr;

    public ulong GdtBase, IdtBase;
    public uint GdtLimit, IdtLimit;

    public ulong Cr0, Cr2, Cr3, Cr4;
    public ulong Dr0, Dr1, Dr2, Dr3, Dr6, Dr7;

    public ulong SysenterCs, SysenterEsp, SysenterEip, DebugControl, ApicBase;

    public MsrState Msr;

    // PAE: the four page-directory-pointer entries are loaded with CR3, not walked (SDM vol. 3, 4.4.1).
    public ulong Pdpte0, Pdpte1, Pdpte2, Pdpte3;

    /// <summary>HLT or shutdown; <see cref="VcpuActivity"/>.</summary>
    public VcpuActivity Activity;

    /// <summary>Interruptibility of the next boundary; <see cref="Cpu.Shadow"/>.</summary>
    public Shadow Shadow;

    /// <summary>The one accumulator of causes of #DB (rule C24); bits as DR6, positive polarity, bit 12 = an enabled breakpoint matched.</summary>
    public uint PendingDebug;

    /// <summary>NMIs are blocked until IRET.</summary>
    public bool NmiMasked;

    /// <summary>System Management Mode.</summary>
    public bool InSmm;

    /// <summary>Where SMRAM is; changed by RSM only.</summary>
    public uint SmBase;

    /// <summary>For an SMI at the boundary of an I/O instruction.</summary>
    public LastIo LastIo;

    /// <summary>x87, MMX and SSE.</summary>
    public FloatState Unit;

    // From here on: the engine.

    /// <summary>Iterations of the REP instruction at RIP that have retired.</summary>
    public long Iteration;

    /// <summary>Something the instruction boundary must look at; handlers that call devices test it.</summary>
    public uint Attention;

    /// <summary>The IP after the REP instruction at RIP; means nothing while <see cref="Iteration"/> is 0, so it is none of the words that must agree between engines.</summary>
    public ulong RepeatNext;

    /// <summary>Why the thread of direct handlers was left.</summary>
    public LeaveReason LeaveReason;

    /// <summary>The op at which it was left, valid for <see cref="LeaveReason.Recorded"/>.</summary>
    public Op* LeaveOp;

    /// <summary>Instructions left in this run, at the leave.</summary>
    public long Budget;

    /// <summary>The TLB of the current privilege: <see cref="Tlb.Entries"/> entries.</summary>
    public TlbEntry* Tlb;

    /// <summary>The block directory: <see cref="JumpCache.Entries"/> entries.</summary>
    public JumpEntry* Jumps;

    /// <summary>Changes with everything but RIP that decides what code means: CS base, privilege, operand size, flatness, paging.</summary>
    public ulong CodeKey;

    /// <summary><see cref="CodeKey"/>, and how often the directory has forgotten something: links between blocks with this stamp hold.</summary>
    public ulong LinkStamp;

    /// <summary>What a device answered to the direct handler that is running.</summary>
    public ulong DeviceData;

    /// <summary>A <see cref="GCHandle"/> of the <see cref="Vcpu"/>, for handlers that call devices.</summary>
    public nint Owner;
}
