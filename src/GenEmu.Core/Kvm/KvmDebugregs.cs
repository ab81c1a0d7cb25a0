using System.Runtime.InteropServices;

namespace GenEmu.Core.Kvm;

/// <summary>The debug registers. Laid out as <c>struct kvm_debugregs</c> of the KVM API, 128 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public record struct KvmDebugregs
{
    /// <summary>DR0.</summary>
    public ulong Db0 { get; set; }

    /// <summary>DR1.</summary>
    public ulong Db1 { get; set; }

    /// <summary>DR2.</summary>
    public ulong Db2 { get; set; }

    /// <summary>DR3.</summary>
    public ulong Db3 { get; set; }

    /// <summary>DR6.</summary>
    public ulong Dr6 { get; set; }

    /// <summary>DR7.</summary>
    public ulong Dr7 { get; set; }

    /// <summary>0.</summary>
    public ulong Flags { get; set; }

    /// <summary>0.</summary>
    public ulong Reserved0 { get; set; }

    /// <summary>0.</summary>
    public ulong Reserved1 { get; set; }

    /// <summary>0.</summary>
    public ulong Reserved2 { get; set; }

    /// <summary>0.</summary>
    public ulong Reserved3 { get; set; }

    /// <summary>0.</summary>
    public ulong Reserved4 { get; set; }

    /// <summary>0.</summary>
    public ulong Reserved5 { get; set; }

    /// <summary>0.</summary>
    public ulong Reserved6 { get; set; }

    /// <summary>0.</summary>
    public ulong Reserved7 { get; set; }

    /// <summary>0.</summary>
    public ulong Reserved8 { get; set; }
}
