namespace GenEmu.Core.Kvm;

/// <summary>Which members of <see cref="KvmVcpuEvents"/> count (<c>KVM_VCPUEVENT_VALID_…</c>).</summary>
[Flags]
public enum KvmVcpuEventFlags : uint
{
    /// <summary>None of the optional ones.</summary>
    None = 0,

    /// <summary><see cref="KvmVcpuEvents.NmiPending"/>.</summary>
    NmiPending = 1,

    /// <summary><see cref="KvmVcpuEvents.SipiVector"/>.</summary>
    SipiVector = 2,

    /// <summary><see cref="KvmVcpuEvents.InterruptShadow"/>.</summary>
    Shadow = 4,

    /// <summary>The SMI members.</summary>
    Smm = 8,

    /// <summary><see cref="KvmVcpuEvents.ExceptionPending"/> and the payload; needs <see cref="KvmVcpu.HasExceptionPayload"/>.</summary>
    Payload = 16,

    /// <summary><see cref="KvmVcpuEvents.TripleFaultPending"/>; needs <see cref="KvmVcpu.HasTripleFaultEvent"/>.</summary>
    TripleFault = 32,
}
