using GenEmu.Abstractions;

namespace GenEmu.Core.Cpu;

/// <summary>The state after RESET and INIT (SDM vol. 3, table 9-1).</summary>
internal static unsafe class InitialState
{
    public static void Apply(VcpuState* s, CpuModel model, ResetKind kind)
    {
        for (int i = 0; i < 16; i++)
        {
            (&s->Rax)[i] = 0;       // the sixteen registers stand in a row
        }

        s->Rdx = model.Signature;
        s->Rip = 0xFFF0;
        s->Result = 1;              // no arithmetic flag is set: not zero, odd parity, positive
        s->Carries = 0;
        s->SystemFlags = EFlags.Reserved1;
        s->Cpl = 0;
        for (int i = 0; i < Segment.Count; i++)
        {
            SegmentCache* segment = &s->Es + i;
            *segment = new SegmentCache { Limit = 0xFFFF, Access = 0x93 };
            segment->Update();
        }

        s->Cs.Selector = 0xF000;
        s->Cs.Base = 0xFFFF_0000;
        s->Ldtr = new SegmentCache { Limit = 0xFFFF, Access = 0x82 };
        s->Tr = new SegmentCache { Limit = 0xFFFF, Access = 0x8B };
        (s->GdtBase, s->GdtLimit, s->IdtBase, s->IdtLimit) = (0, 0xFFFF, 0, 0xFFFF);

        // INIT keeps CD and NW, RESET sets both (rule A14).
        ulong cache = kind == ResetKind.Init ? s->Cr0 & (Cr0.Cd | Cr0.Nw) : Cr0.Cd | Cr0.Nw;
        s->Cr0 = Cr0.Et | cache;
        (s->Cr2, s->Cr3, s->Cr4) = (0, 0, 0);
        (s->Dr0, s->Dr1, s->Dr2, s->Dr3) = (0, 0, 0, 0);
        (s->Dr6, s->Dr7) = (Dr6.Fixed, 0x400);
        s->Activity = VcpuActivity.Running;
        s->Shadow = Shadow.None;
        s->PendingDebug = 0;
        s->NmiMasked = false;
        s->LastIo = new LastIo { Count = long.MinValue };
        if (kind != ResetKind.Init)
        {
            s->SmBase = 0x3_0000;
            s->Msr.Reset();
            s->ApicBase = ApicBase.Reset;
            (s->SysenterCs, s->SysenterEsp, s->SysenterEip, s->DebugControl) = (0, 0, 0, 0);
            s->Unit.Reset();        // INIT keeps the units' state (rule A14)
        }
    }
}
