using System.Runtime.InteropServices;

namespace GenEmu.Core.Kvm;

/// <summary>The special registers, with the page-directory-pointer entries that PAE loads with CR3. Laid out as <c>struct kvm_sregs2</c> of the KVM API, 320 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public record struct KvmSregs2
{
    /// <summary>Segments, tables and control registers.</summary>
    public KvmCommonSregs Common { get; set; }

    /// <summary>Bit 0: the entries are valid.</summary>
    public ulong Flags { get; set; }

    /// <summary>The entry for GiB 0.</summary>
    public ulong Pdptr0 { get; set; }

    /// <summary>The entry for GiB 1.</summary>
    public ulong Pdptr1 { get; set; }

    /// <summary>The entry for GiB 2.</summary>
    public ulong Pdptr2 { get; set; }

    /// <summary>The entry for GiB 3.</summary>
    public ulong Pdptr3 { get; set; }
}
