using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Memory;

namespace GenEmu.Core;

/// <content>What states in KVM's shapes need to see and set (<see cref="Kvm.KvmVcpu"/>).</content>
public sealed unsafe partial class Vcpu
{
    /// <summary>An exception whose delivery another processor had begun: it is delivered before anything else but RESET, SMI and INIT.</summary>
    internal EventInfo? Injected { get; set; }

    /// <summary>The event whose delivery waits for a device, or begins at the next boundary.</summary>
    internal EventInfo? EventInDelivery => _flight == Flight.Delivery ? _delivering : Injected;

    internal byte? QueuedVector { get => _queuedVector; set => _queuedVector = value; }

    internal bool NmiLatched { get => _nmiLatched; set => _nmiLatched = value; }

    internal bool SmiLatched => _smiLatched;

    internal bool InitLatched => _initLatched;

    /// <summary>The start-up IPI that acts at the next boundary.</summary>
    internal byte? StartupVector => _startupVector;

    /// <summary>The vector for a start-up IPI that a state may bring.</summary>
    internal byte SipiVector { get; set; }

    /// <summary>DR6 as the pending debug trap will leave it.</summary>
    internal ulong DeliveredDr6
    {
        get
        {
            uint pending = _s->PendingDebug;
            bool delivers = (pending & (Dr6.Enabled | Dr6.Bs | Dr6.Bt)) != 0;
            return delivers ? Merge(Registers.Dr6, pending) : Registers.Dr6;
        }
    }

    /// <summary>Enters or leaves a state between instructions.</summary>
    /// <param name="activity">The state.</param>
    /// <param name="sipi">Whether a start-up IPI with <see cref="SipiVector"/> has come.</param>
    internal void SetActivity(VcpuActivity activity, bool sipi)
    {
        _s->Activity = activity;
        _startupVector = sipi ? SipiVector : null;
        RequestBoundary();
    }

    /// <summary>Enters or leaves System Management Mode without a word in SMRAM.</summary>
    internal void SetSmmState(bool inSmm, bool smiLatched, bool initLatched)
    {
        SetSmm(inSmm);
        (_smiLatched, _initLatched) = (smiLatched, initLatched);
    }

    /// <summary>The next boundary looks at everything.</summary>
    internal void RequestBoundary() => _s->Attention = 1;

    /// <summary>Whether NMIs were masked when System Management Mode was entered: the save area says so.</summary>
    internal bool NmiMaskedOutsideSmm
    {
        get
        {
            const int NmiMaskedField = 0x19E;

            byte[] saved = new byte[sizeof(ushort)];
            ReadPhysical((uint)_s->SmBase + SmmSaveArea.Offset + NmiMaskedField, saved);
            return BitConverter.ToUInt16(saved) is not 0 and not ushort.MaxValue;
        }
    }

    /// <summary>Reads RAM at a guest-physical address, as the processor sees it now; what is no RAM reads as ones.</summary>
    internal void ReadPhysical(ulong address, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            ulong at = (address + (ulong)i) & A20Mask;
            MemorySegment segment = Translations.View.Find(at, write: false);
            destination[i] = segment.Layer?.Ram is { } ram ? *ram.At(segment.RamOffset(at)) : (byte)0xFF;       // within the segment, so within the block
        }
    }
}
