using System.Runtime.InteropServices;

namespace GenEmu.Core.Kvm;

/// <summary>A segment register with its hidden part. Laid out as <c>struct kvm_segment</c> of the KVM API, 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public record struct KvmSegment
{
    /// <summary>The linear base.</summary>
    public ulong Base { get; set; }

    /// <summary>The last valid offset in bytes, granularity applied.</summary>
    public uint Limit { get; set; }

    /// <summary>The selector.</summary>
    public ushort Selector { get; set; }

    /// <summary>The type, 4 bits.</summary>
    public byte Type { get; set; }

    /// <summary>P.</summary>
    public byte Present { get; set; }

    /// <summary>The privilege level, 0 to 3.</summary>
    public byte Dpl { get; set; }

    /// <summary>D/B.</summary>
    public byte Db { get; set; }

    /// <summary>1 for code and data, 0 for system segments.</summary>
    public byte S { get; set; }

    /// <summary>1 for 64-bit code, which this CPU does not have.</summary>
    public byte L { get; set; }

    /// <summary>The granularity; <see cref="Limit"/> has it applied already.</summary>
    public byte G { get; set; }

    /// <summary>The bit for software.</summary>
    public byte Avl { get; set; }

    /// <summary>1 if nothing may be accessed through it.</summary>
    public byte Unusable { get; set; }

    /// <summary>0.</summary>
    public byte Padding { get; set; }
}
