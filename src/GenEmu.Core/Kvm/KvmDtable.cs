using System.Runtime.InteropServices;

namespace GenEmu.Core.Kvm;

/// <summary>GDTR or IDTR. Laid out as <c>struct kvm_dtable</c> of the KVM API, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public record struct KvmDtable
{
    /// <summary>The linear base.</summary>
    public ulong Base { get; set; }

    /// <summary>The last valid offset.</summary>
    public ushort Limit { get; set; }

    /// <summary>0.</summary>
    public ushort Padding0 { get; set; }

    /// <summary>0.</summary>
    public ushort Padding1 { get; set; }

    /// <summary>0.</summary>
    public ushort Padding2 { get; set; }
}
