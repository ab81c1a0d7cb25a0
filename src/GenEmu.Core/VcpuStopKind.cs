namespace GenEmu.Core;

/// <summary>Why a run of a vCPU ended.</summary>
public enum VcpuStopKind
{
    /// <summary>The budget is spent.</summary>
    Budget,

    /// <summary>An instruction waits for a device.</summary>
    IoPending,

    /// <summary>HLT: nothing to do until an interrupt.</summary>
    Halted,

    /// <summary>Triple fault: only a reset helps.</summary>
    Shutdown,

    /// <summary>The vCPU waits for a start-up IPI (<see cref="Vcpu.RaiseStartup"/>).</summary>
    WaitForStartup,

    /// <summary>A host breakpoint was hit, or a host step is done; <see cref="VcpuStop.Debug"/> says which.</summary>
    Debug,

    /// <summary>Somebody asked for the boundary: a reset is latched, the memory map changes, an earlier deadline was set.</summary>
    Attention,
}
