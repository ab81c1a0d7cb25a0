namespace GenEmu.Core.Kvm;

/// <summary>All of a vCPU's state in KVM's shapes.</summary>
/// <remarks><see cref="KvmVcpu.Save"/> makes one, <see cref="KvmVcpu.Load"/> puts it in place as one transaction: all of it or nothing, in whatever order KVM would want it.</remarks>
public sealed record KvmState
{
    /// <summary>The general registers.</summary>
    public KvmRegs Regs { get; init; }

    /// <summary>The special registers.</summary>
    public KvmSregs2 Sregs { get; init; }

    /// <summary>The model-specific registers.</summary>
    public IReadOnlyList<KvmMsrEntry> Msrs { get; init; } = [];

    /// <summary>x87 and SSE: an XSAVE area of 4096 bytes (<see cref="KvmXsave"/>).</summary>
    public ReadOnlyMemory<byte> Xsave { get; init; }

    /// <summary>XCR0: 392 bytes (<see cref="KvmXcrs"/>).</summary>
    public ReadOnlyMemory<byte> Xcrs { get; init; }

    /// <summary>Events on their way.</summary>
    public KvmVcpuEvents Events { get; init; }

    /// <summary>The debug registers.</summary>
    public KvmDebugregs Debugregs { get; init; }

    /// <summary>What the vCPU does between instructions.</summary>
    public KvmMpState MpState { get; init; }

    /// <summary>
    /// The access that an instruction waited for, which no structure of KVM's can hold; <see langword="null"/> if there was none. A state with the record of the access that waits now leaves that access waiting when
    /// it is loaded; any other state cancels it (rule E4).
    /// </summary>
    public KvmInFlight? InFlight { get; init; }
}
