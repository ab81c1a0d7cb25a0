namespace GenEmu.Core.Cpu;

/// <summary>What a vCPU does between instructions.</summary>
public enum VcpuActivity
{
    /// <summary>It executes instructions.</summary>
    Running,

    /// <summary>HLT: it waits for an interrupt.</summary>
    Halted,

    /// <summary>A third fault during the delivery of a double fault: only a reset helps.</summary>
    Shutdown,

    /// <summary>After RESET or INIT, every processor but the bootstrap one waits for a start-up IPI.</summary>
    WaitForStartup,
}
