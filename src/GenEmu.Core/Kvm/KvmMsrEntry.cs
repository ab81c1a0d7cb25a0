using System.Runtime.InteropServices;

namespace GenEmu.Core.Kvm;

/// <summary>A model-specific register. Laid out as <c>struct kvm_msr_entry</c> of the KVM API, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public record struct KvmMsrEntry
{
    /// <summary>Its number.</summary>
    public uint Index { get; set; }

    /// <summary>0.</summary>
    public uint Reserved { get; set; }

    /// <summary>Its value.</summary>
    public ulong Data { get; set; }
}
