using System.Runtime.InteropServices;

namespace GenEmu.Core.Kvm;

/// <summary>The special registers. Laid out as <c>struct kvm_sregs</c> of the KVM API, 312 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public record struct KvmSregs
{
    /// <summary>Segments, tables and control registers.</summary>
    public KvmCommonSregs Common { get; set; }

    /// <summary>Vectors 0 to 63: a bit for the external interrupt that is about to be delivered.</summary>
    public ulong InterruptBitmap0 { get; set; }

    /// <summary>Vectors 64 to 127: a bit for the external interrupt that is about to be delivered.</summary>
    public ulong InterruptBitmap1 { get; set; }

    /// <summary>Vectors 128 to 191: a bit for the external interrupt that is about to be delivered.</summary>
    public ulong InterruptBitmap2 { get; set; }

    /// <summary>Vectors 192 to 255: a bit for the external interrupt that is about to be delivered.</summary>
    public ulong InterruptBitmap3 { get; set; }
}
