using System.Runtime.InteropServices;

namespace GenEmu.Core.Kvm;

/// <summary>Exceptions, interrupts, NMI and SMI on their way. Laid out as <c>struct kvm_vcpu_events</c> of the KVM API, 64 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public record struct KvmVcpuEvents
{
    /// <summary>1: an exception is being delivered.</summary>
    public byte ExceptionInjected { get; set; }

    /// <summary>Its vector, or that of the pending one.</summary>
    public byte ExceptionNumber { get; set; }

    /// <summary>1 if it has an error code.</summary>
    public byte ExceptionHasErrorCode { get; set; }

    /// <summary>1: an exception is recognised, and its delivery has not begun.</summary>
    public byte ExceptionPending { get; set; }

    /// <summary>The error code.</summary>
    public uint ExceptionErrorCode { get; set; }

    /// <summary>1: an external interrupt is about to be delivered.</summary>
    public byte InterruptInjected { get; set; }

    /// <summary>Its vector.</summary>
    public byte InterruptNumber { get; set; }

    /// <summary>Always 0: a software interrupt is executed again.</summary>
    public byte InterruptSoft { get; set; }

    /// <summary>Bit 0 after MOV SS, bit 1 after STI.</summary>
    public byte InterruptShadow { get; set; }

    /// <summary>1: an NMI is being delivered.</summary>
    public byte NmiInjected { get; set; }

    /// <summary>1: an NMI is latched.</summary>
    public byte NmiPending { get; set; }

    /// <summary>1: NMIs wait for IRET.</summary>
    public byte NmiMasked { get; set; }

    /// <summary>0.</summary>
    public byte NmiPad { get; set; }

    /// <summary>The vector of a start-up IPI, if <see cref="Flags"/> say so; never on reading.</summary>
    public uint SipiVector { get; set; }

    /// <summary>Which members count.</summary>
    public KvmVcpuEventFlags Flags { get; set; }

    /// <summary>1 in System Management Mode.</summary>
    public byte SmiSmm { get; set; }

    /// <summary>1: an SMI is latched.</summary>
    public byte SmiPending { get; set; }

    /// <summary>1: System Management Mode was entered while NMIs were masked.</summary>
    public byte SmiInsideNmi { get; set; }

    /// <summary>1: INIT waits for RSM.</summary>
    public byte SmiLatchedInit { get; set; }

    /// <summary>1: the processor is shut down.</summary>
    public byte TripleFaultPending { get; set; }

    /// <summary>0.</summary>
    public byte Reserved0 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved1 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved2 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved3 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved4 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved5 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved6 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved7 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved8 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved9 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved10 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved11 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved12 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved13 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved14 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved15 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved16 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved17 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved18 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved19 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved20 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved21 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved22 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved23 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved24 { get; set; }

    /// <summary>0.</summary>
    public byte Reserved25 { get; set; }

    /// <summary>1 if the pending exception has a payload.</summary>
    public byte ExceptionHasPayload { get; set; }

    /// <summary>What its delivery will put into DR6 (positive polarity) or CR2.</summary>
    public ulong ExceptionPayload { get; set; }
}
