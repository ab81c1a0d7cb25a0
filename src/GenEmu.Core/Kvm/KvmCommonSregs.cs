using System.Runtime.InteropServices;

namespace GenEmu.Core.Kvm;

/// <summary>The special registers that <c>struct kvm_sregs</c> and <c>struct kvm_sregs2</c> of the KVM API both begin with, 280 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public record struct KvmCommonSregs
{
    /// <summary>CS.</summary>
    public KvmSegment Cs { get; set; }

    /// <summary>DS.</summary>
    public KvmSegment Ds { get; set; }

    /// <summary>ES.</summary>
    public KvmSegment Es { get; set; }

    /// <summary>FS.</summary>
    public KvmSegment Fs { get; set; }

    /// <summary>GS.</summary>
    public KvmSegment Gs { get; set; }

    /// <summary>SS.</summary>
    public KvmSegment Ss { get; set; }

    /// <summary>The task register.</summary>
    public KvmSegment Tr { get; set; }

    /// <summary>LDTR.</summary>
    public KvmSegment Ldt { get; set; }

    /// <summary>GDTR.</summary>
    public KvmDtable Gdt { get; set; }

    /// <summary>IDTR.</summary>
    public KvmDtable Idt { get; set; }

    /// <summary>CR0.</summary>
    public ulong Cr0 { get; set; }

    /// <summary>CR2.</summary>
    public ulong Cr2 { get; set; }

    /// <summary>CR3.</summary>
    public ulong Cr3 { get; set; }

    /// <summary>CR4.</summary>
    public ulong Cr4 { get; set; }

    /// <summary>The local APIC's task priority, bits 7:4.</summary>
    public ulong Cr8 { get; set; }

    /// <summary>IA32_EFER.</summary>
    public ulong Efer { get; set; }

    /// <summary>IA32_APIC_BASE.</summary>
    public ulong ApicBase { get; set; }
}
