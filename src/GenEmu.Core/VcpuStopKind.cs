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

    /// <summary>Somebody asked for the boundary: a reset is latched, the memory map changes, an earlier deadline was set.</summary>
    Attention,
}
