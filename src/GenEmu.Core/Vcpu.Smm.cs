using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Tracing;

namespace GenEmu.Core;

/// <content>System Management Mode (SDM vol. 3, chapter 34).</content>
public sealed unsafe partial class Vcpu
{
    private const uint StringInstruction = 2;
    private const uint RepeatPrefix = 4;
    private const uint ImmediatePort = 8;

    /// <summary>Whether the vCPU is in System Management Mode: NMI and further SMIs wait, INIT is latched until RSM, and SMRAM is visible.</summary>
    public bool IsInSmm => _s->InSmm;

    /// <summary>Notes an I/O instruction that is about to retire, for an SMI at its boundary (SDM vol. 3, 34.7).</summary>
    /// <param name="o">The instruction.</param>
    /// <param name="port">Its port.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="read">IN or INS.</param>
    /// <param name="counted">Whether the iteration is counted already; registers are as before it all the same.</param>
    internal void NoteIo(Op* o, uint port, int size, bool read, bool counted = false)
    {
        long ago = counted ? 1 : 0;
        bool isString = o->Kind0 == OperandKind.StringDestination || o->Kind1 == OperandKind.StringSource;
        bool immediate = (read ? o->Kind1 : o->Kind0) == OperandKind.Immediate;
        uint type = (read ? 1u : 0) | (isString ? StringInstruction : 0) | ((o->Flags & OpFlags.Repeats) != 0 ? RepeatPrefix : 0) | (immediate ? ImmediatePort : 0);
        uint address = 0;
        if (isString)
        {
            ref SegmentCache segment = ref (&_s->Es)[read ? Segment.Es : o->Segment];
            ulong index = read ? _s->Rdi : _s->Rsi;
            address = (uint)(segment.Base + (o->AddressSize == 2 ? (ushort)index : index));
        }

        _s->LastIo = new LastIo
        {
            Count = InstructionCount - ago,
            Rip = o->Ip,
            Rcx = _s->Rcx,
            Rsi = _s->Rsi,
            Rdi = _s->Rdi,
            Iteration = _s->Iteration - ago,
            State = (port << 16) | (type << 4) | ((uint)size << 1) | SmmSaveArea.IoSmi,
            Address = address,
        };
    }

    /// <summary>RSM has restored everything else.</summary>
    internal void LeaveSmm()
    {
        SetSmm(false);
        DebugRegistersChanged();
    }

    /// <summary>Whether an SMI is taken at this boundary: the trap of a task switch goes before it (rule C21).</summary>
    private bool SmiIsDue => _smiLatched && !_s->InSmm && _s->Activity is VcpuActivity.Running or VcpuActivity.Halted && !TaskSwitchTrapIsDue;

    private void TakeSmi()
    {
        Recognise(BoundaryEvents.Smi);
        _smiLatched = false;
        Bus.FlushWrites();          // one of the writes may be what the SMI is about (rule B18)
        SetSmm(true);               // SMRAM is visible from the state save on
        _transaction.Begin();
        EnterSmm();
    }

    /// <summary>The SMI is due again: its entry is given up.</summary>
    private void TakeBackSmi()
    {
        SetSmm(false);
        _smiLatched = true;
    }

    /// <summary>Saves the state and makes that of table 34-4, once nothing waits any more.</summary>
    private void EnterSmm()
    {
        SmmSaveArea area = CaptureState();
        if (!_transaction.SaveState(area))
        {
            _flight = Flight.SmmEntry;
            return;
        }

        LazyFlagsOff();
        for (int i = 0; i < Segment.Count; i++)
        {
            // Real-mode addressing, but offsets reach 4 GiB.
            ref SegmentCache segment = ref (&_s->Es)[i];
            segment = new SegmentCache { Limit = uint.MaxValue, Access = 0x8093 };
            segment.Update();
        }

        _s->Cs.Base = _s->SmBase;
        _s->Cs.Selector = (ushort)(_s->SmBase >> 4);
        _s->Rip = SmmSaveArea.EntryPoint;
        _s->Cpl = 0;
        _s->Cr0 &= ~(Cr0.Pe | Cr0.Em | Cr0.Ts | Cr0.Pg);
        _s->Cr4 = 0;
        _s->Dr7 = 0x400;
        _s->NmiMasked = true;
        _s->PendingDebug = 0;
        _s->Shadow = Shadow.None;
        _s->Activity = VcpuActivity.Running;
        _s->Iteration = 0;
        _s->Budget--;               // as much as a delivery
        FlushTranslations();
        DebugRegistersChanged();
    }

    private void LazyFlagsOff()
    {
        _s->SystemFlags = EFlags.Reserved1;
        _s->Result = LazyFlags.ResultOf(0);
        _s->Carries = LazyFlags.CarriesOf(0);
    }

    private SmmSaveArea CaptureState()
    {
        SmmSaveArea area = default;
        for (int i = 0; i < 8; i++)
        {
            (&area.Eax)[i] = (uint)(&_s->Rax)[i];
        }

        for (int i = 0; i < Segment.Count + 2; i++)         // LDTR and TR follow the six, in the area as in the state
        {
            SegmentCache segment = (&_s->Es)[i];
            (&area.Es)[i] = segment.Selector;
            (&area.EsHidden)[i] = new SavedSegment { Base = (uint)segment.Base, Limit = segment.Limit, Access = segment.Access };
        }

        area.Eip = (uint)_s->Rip;
        area.EFlags = Registers.EFlags;
        (area.Cr0, area.Cr3, area.Cr4) = ((uint)_s->Cr0, (uint)_s->Cr3, (uint)_s->Cr4);
        (area.Dr6, area.Dr7) = ((uint)_s->Dr6, (uint)_s->Dr7);
        (area.GdtBase, area.GdtLimit, area.IdtBase, area.IdtLimit) = ((uint)_s->GdtBase, _s->GdtLimit, (uint)_s->IdtBase, _s->IdtLimit);
        (area.Pdpte0, area.Pdpte1, area.Pdpte2, area.Pdpte3) = (_s->Pdpte0, _s->Pdpte1, _s->Pdpte2, _s->Pdpte3);
        area.Cpl = (ushort)_s->Cpl;
        area.NmiMasked = _s->NmiMasked ? (ushort)1 : (ushort)0;
        area.Shadow = _s->Shadow;
        area.PendingDebug = _s->PendingDebug;
        area.Iteration = (uint)_s->Iteration;
        area.IterationEip = area.Eip;
        area.RepeatNext = (uint)_s->RepeatNext;
        area.HaltRestart = _s->Activity == VcpuActivity.Halted ? (ushort)1 : (ushort)0;
        area.SmBase = _s->SmBase;
        area.Revision = SmmSaveArea.CurrentRevision;
        if (_s->LastIo.Count + 1 == InstructionCount)
        {
            CaptureIo(ref area, _s->LastIo);
        }

        return area;
    }

    private static void CaptureIo(ref SmmSaveArea area, in LastIo io)
    {
        area.IoState = io.State;
        area.IoAddress = io.Address;
        area.IoEip = (uint)io.Rip;
        area.IoEcx = (uint)io.Rcx;
        area.IoEsi = (uint)io.Rsi;
        area.IoEdi = (uint)io.Rdi;
        area.IoIteration = (uint)io.Iteration;
    }

    /// <summary>The mode decides what memory looks like: translations of the other one must go.</summary>
    private void SetSmm(bool inSmm)
    {
        _s->InSmm = inSmm;
        Translations.View = inSmm ? Memory.SmmView : Memory.View;
        FlushTranslations();
    }
}
