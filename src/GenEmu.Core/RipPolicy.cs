namespace GenEmu.Core;

/// <summary>What a host reads in <see cref="Vcpu.Registers"/> while an instruction waits for a device (rules A5, A6).</summary>
/// <remarks>Guests and debuggers never see a difference, and <see cref="VcpuStop"/> says the same under all of them.</remarks>
public enum RipPolicy
{
    /// <summary>RIP is on the instruction, and nothing of it is committed, whatever it is.</summary>
    AtInstruction,

    /// <summary>
    /// As KVM since Linux 5.1: IN, OUT, INS and reads of memory-mapped registers as <see cref="AtInstruction"/>; OUTS and writes to memory-mapped
    /// registers are shown as done: RIP after the instruction, and all its registers as they will be. Of a repeated instruction this iteration is shown as
    /// done, and RIP stays on it before the last one.
    /// </summary>
    KvmCompatible,

    /// <summary>As KVM before Linux 5.1: <see cref="KvmCompatible"/>, and RIP is after the instruction for IN and OUT too.</summary>
    LegacyAdvance,
}
