namespace GenEmu.Core.Kvm;

/// <summary>What a vCPU does between instructions: <c>struct kvm_mp_state</c> is one of these in 4 bytes.</summary>
public enum KvmMpState : uint
{
    /// <summary>It executes instructions, or is shut down.</summary>
    Runnable,

    /// <summary>It waits for INIT. Here it is the same as <see cref="InitReceived"/>, and is not read.</summary>
    Uninitialized,

    /// <summary>It waits for a start-up IPI.</summary>
    InitReceived,

    /// <summary>HLT.</summary>
    Halted,

    /// <summary>A start-up IPI has come and acts at the next boundary.</summary>
    SipiReceived,
}
