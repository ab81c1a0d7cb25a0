namespace GenEmu.Core.Kvm;

/// <summary>Which access an instruction waits for: it names one access of one epoch of one machine, and means nothing elsewhere.</summary>
/// <param name="Epoch">The vCPU's epoch.</param>
/// <param name="Request">The request's id.</param>
public sealed record KvmInFlight(ulong Epoch, ulong Request);
