using System.Runtime.CompilerServices;
using GenEmu.Core.Cpu;
using GenEmu.Core.Kvm;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>States in KVM's shapes: rules E1, E4, E5, E6 and E8.</summary>
public sealed unsafe class KvmStateTests
{
    private const byte Port = 0x50;
    private const int SmmBit = 1;

    [Fact]
    public void Structures_have_the_sizes_of_the_API()
    {
        Unsafe.SizeOf<KvmRegs>().ShouldBe(144);
        Unsafe.SizeOf<KvmSegment>().ShouldBe(24);
        Unsafe.SizeOf<KvmDtable>().ShouldBe(16);
        Unsafe.SizeOf<KvmSregs>().ShouldBe(312);
        Unsafe.SizeOf<KvmSregs2>().ShouldBe(320);
        Unsafe.SizeOf<KvmMsrEntry>().ShouldBe(16);
        Unsafe.SizeOf<KvmVcpuEvents>().ShouldBe(64);
        Unsafe.SizeOf<KvmDebugregs>().ShouldBe(128);
    }

    [Fact]
    public void Structures_have_the_layouts_of_the_API()
    {
        byte[] regs = KvmStruct.ToBytes(new KvmRegs { Rax = 1, Rbx = 2, Rsi = 3, Rip = 4, Rflags = 5 });
        (regs[0], regs[8], regs[32], regs[128], regs[136]).ShouldBe(((byte)1, (byte)2, (byte)3, (byte)4, (byte)5));
        byte[] sregs = KvmStruct.ToBytes(new KvmSregs { Common = new KvmCommonSregs { Ss = new KvmSegment { Dpl = 3 }, Idt = new KvmDtable { Limit = 7 }, Cr0 = 1, Efer = 2 }, InterruptBitmap0 = 3 });
        (sregs[(5 * 24) + 16], sregs[(8 * 24) + 16 + 8], sregs[224], sregs[264], sregs[280]).ShouldBe(((byte)3, (byte)7, (byte)1, (byte)2, (byte)3));
        byte[] events = KvmStruct.ToBytes(new KvmVcpuEvents { ExceptionPending = 1, InterruptShadow = 2, NmiMasked = 3, SipiVector = 4, Flags = KvmVcpuEventFlags.Smm, SmiSmm = 5, TripleFaultPending = 6, ExceptionHasPayload = 7, ExceptionPayload = 8 });
        (events[3], events[11], events[14], events[16], events[20], events[24], events[28], events[55], events[56])
            .ShouldBe(((byte)1, (byte)2, (byte)3, (byte)4, (byte)8, (byte)5, (byte)6, (byte)7, (byte)8));
        KvmStruct.Read<KvmRegs>(regs).ShouldBe(new KvmRegs { Rax = 1, Rbx = 2, Rsi = 3, Rip = 4, Rflags = 5 });
        KvmMsrs.Read(KvmMsrs.Write([new KvmMsrEntry { Index = 0x174, Data = 9 }])).ShouldBe([new KvmMsrEntry { Index = 0x174, Data = 9 }]);
        Should.Throw<KvmException>(() => KvmMsrs.Read([1, 0, 0, 0, 0, 0, 0, 0]));
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void E01_An_immediate_exit_completes_what_waited_and_nothing_more(Engine engine, Answers answers)
    {
        using TestCpu cpu = Waiting(engine, answers, out TestDevice device);
        var kvm = new KvmVcpu(cpu.Cpu);
        if (answers != Answers.Immediate)
        {
            (kvm.GetRegs().Rip, kvm.Save().InFlight is not null).ShouldBe((TestCpu.CodeAddress, true));
            device.Release();
        }

        long before = cpu.Cpu.InstructionCount;
        kvm.RunImmediateExit().Kind.ShouldBe(VcpuStopKind.Budget);

        cpu.Cpu.IsWaiting.ShouldBeFalse();
        cpu.Cpu.InstructionCount.ShouldBe(before + (answers != Answers.Immediate ? 1 : 0));
        (kvm.GetRegs().Rip, kvm.GetRegs().Rax, kvm.Save().InFlight).ShouldBe((TestCpu.CodeAddress + 1, 0x1234_565AUL, null));
        device.Log.Count.ShouldBe(1);
    }

    /// <summary>An access in two pieces: KVM's host loops until the run says EINTR.</summary>
    [Theory]
    [ClassData(typeof(Engines))]
    public void E01_A_second_piece_stops_again(Engine engine)
    {
        using var cpu = new TestCpu(engine, Answers.Async);
        TestDevice device = cpu.Mmio(0x10_0000, widths: Abstractions.AccessWidths.UpToDword);
        cpu.ProtectedMode(a => { a.mov(eax, __dword_ptr[0x10_0002]); a.nop(); });
        device.Queue([0x1111, 0x2222]);
        cpu.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.IoPending);
        var kvm = new KvmVcpu(cpu.Cpu);
        device.Release();
        kvm.RunImmediateExit().Kind.ShouldBe(VcpuStopKind.IoPending);
        device.Release();
        kvm.RunImmediateExit().Kind.ShouldBe(VcpuStopKind.Budget);

        kvm.GetRegs().Rax.ShouldBe(0x2222_1111UL);
        cpu.Cpu.InstructionCount.ShouldBe(1);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public void E04_General_registers_that_keep_the_access_complete_it(Engine engine)
    {
        using TestCpu cpu = Waiting(engine, Answers.Async, out TestDevice device);
        var kvm = new KvmVcpu(cpu.Cpu);
        ulong epoch = cpu.Cpu.Epoch;

        kvm.SetRegs(kvm.GetRegs() with { Rbx = 0x77 }, keepPendingIo: true);

        cpu.Cpu.Epoch.ShouldBe(epoch);
        device.Release();
        cpu.Cpu.Run(1);
        (kvm.GetRegs().Rip, kvm.GetRegs().Rax, kvm.GetRegs().Rbx).ShouldBe((TestCpu.CodeAddress + 1, 0x1234_565AUL, 0x77UL));
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public void E04_A_full_load_cancels_the_access(Engine engine)
    {
        using TestCpu cpu = Waiting(engine, Answers.Async, out TestDevice device);
        var kvm = new KvmVcpu(cpu.Cpu);
        ulong epoch = cpu.Cpu.Epoch;

        kvm.Load(kvm.Save() with { InFlight = null });

        (cpu.Cpu.IsWaiting, cpu.Cpu.Epoch > epoch, kvm.GetRegs().Rip, kvm.GetRegs().Rax).ShouldBe((false, true, TestCpu.CodeAddress, 0x1234_5678UL));
        device.Release();                       // too late
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);
        device.Log.Count.ShouldBe(2);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public void E04_A_load_with_the_matching_record_keeps_the_access(Engine engine)
    {
        using TestCpu cpu = Waiting(engine, Answers.Async, out TestDevice device);
        var kvm = new KvmVcpu(cpu.Cpu);
        KvmState state = kvm.Save();

        kvm.Load(state);

        cpu.Cpu.IsWaiting.ShouldBeTrue();
        device.Release();
        cpu.Cpu.Run(1);
        (kvm.GetRegs().Rip, kvm.GetRegs().Rax, device.Log.Count).ShouldBe((TestCpu.CodeAddress + 1, 0x1234_565AUL, 1));

        cpu.Registers.Rip = TestCpu.CodeAddress;
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);
        kvm.Load(state);                        // the record of an access that is over
        cpu.Cpu.IsWaiting.ShouldBeFalse();
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void E05_A_pending_step_trap_has_its_payload_and_DR6_is_the_old_one(Engine engine, Answers answers)
    {
        using TestCpu cpu = Stepped(engine, answers, out TestDevice device);
        var kvm = new KvmVcpu(cpu.Cpu);

        KvmVcpuEvents events = kvm.GetVcpuEvents();

        (events.ExceptionPending, events.ExceptionInjected, events.ExceptionNumber, events.ExceptionHasPayload).ShouldBe(((byte)1, (byte)0, (byte)1, (byte)1));
        (events.ExceptionPayload & (1 << 14)).ShouldNotBe(0UL);
        kvm.GetDebugregs().Dr6.ShouldBe(0xFFFF_0FF0UL);
        kvm.GetVcpuEvents().ShouldBe(events, "to read changes nothing");

        using TestCpu other = Stepped(engine, answers, out _);
        var target = new KvmVcpu(other.Cpu);
        other.Registers.EFlags = 2;
        other.Cpu.State->PendingDebug = 0;
        target.Load(kvm.Save());
        other.Cpu.Run(1);
        cpu.Run(1, device);
        (target.GetRegs(), target.GetDebugregs()).ShouldBe((kvm.GetRegs(), kvm.GetDebugregs()));
        target.GetDebugregs().Dr6.ShouldBe(0xFFFF_4FF0UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void E05_Without_the_capability_pending_is_injected_and_DR6_is_the_new_one(Engine engine, Answers answers)
    {
        using TestCpu cpu = Stepped(engine, answers, out _);
        var kvm = new KvmVcpu(cpu.Cpu) { HasExceptionPayload = false };

        KvmVcpuEvents events = kvm.GetVcpuEvents();

        (events.ExceptionPending, events.ExceptionInjected, events.ExceptionHasPayload, events.Flags & KvmVcpuEventFlags.Payload).ShouldBe(((byte)1, (byte)1, (byte)0, KvmVcpuEventFlags.None));
        kvm.GetDebugregs().Dr6.ShouldBe(0xFFFF_4FF0UL);
        cpu.Registers.Dr6.ShouldBe(0xFFFF_0FF0UL, "the guest's is still the old one");

        using TestCpu other = Stepped(engine, answers, out _);
        other.Cpu.State->PendingDebug = 0;
        new KvmVcpu(other.Cpu) { HasExceptionPayload = false }.Load(kvm.Save());
        other.Cpu.Run(1);
        (other.Registers.Rip, other.Registers.Dr6).ShouldBe((0x3100UL, 0xFFFF_4FF0UL));
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public void E05_An_injected_exception_is_delivered_first_and_sipi_is_never_valid(Engine engine)
    {
        using var cpu = new TestCpu(engine).ProtectedMode(a => a.nop()).Gate(13, 0x3000);
        var kvm = new KvmVcpu(cpu.Cpu);
        (kvm.GetVcpuEvents().Flags & KvmVcpuEventFlags.SipiVector).ShouldBe(KvmVcpuEventFlags.None);

        kvm.SetVcpuEvents(new KvmVcpuEvents { ExceptionInjected = 1, ExceptionNumber = 13, ExceptionHasErrorCode = 1, ExceptionErrorCode = 0x28 });
        kvm.GetVcpuEvents().ExceptionNumber.ShouldBe((byte)13);
        cpu.Cpu.Run(1);

        (cpu.Registers.Rip, cpu.ReadNumber((long)cpu.Registers.Rsp, 4), cpu.ReadNumber((long)cpu.Registers.Rsp + 4, 4)).ShouldBe((0x3000UL, 0x28UL, (ulong)TestCpu.CodeAddress));
    }

    public static TheoryData<string> Invalid => [.. InvalidSets.Select(set => set.Name)];

    private static (string Name, string Check, Action<KvmVcpu> Set)[] InvalidSets { get; } =
    [
        ("unknown flag", "flags of kvm_vcpu_events", k => k.SetVcpuEvents(new KvmVcpuEvents { Flags = (KvmVcpuEventFlags)0x40 })),
        ("payload without capability", "payload without the capability", k => { k.HasExceptionPayload = false; k.SetVcpuEvents(new KvmVcpuEvents { Flags = KvmVcpuEventFlags.Payload }); }),
        ("vector 32", "vector 32", k => k.SetVcpuEvents(new KvmVcpuEvents { ExceptionInjected = 1, ExceptionNumber = 32 })),
        ("vector 2", "vector 2", k => k.SetVcpuEvents(new KvmVcpuEvents { ExceptionPending = 1, ExceptionNumber = 2, Flags = KvmVcpuEventFlags.Payload })),
        ("triple fault without capability", "triple fault without", k => { k.HasTripleFaultEvent = false; k.SetVcpuEvents(new KvmVcpuEvents { Flags = KvmVcpuEventFlags.TripleFault }); }),
        ("SMM while waiting for SIPI", "start-up IPI", k => { k.SetMpState(KvmMpState.InitReceived); k.SetVcpuEvents(new KvmVcpuEvents { SmiSmm = SmmBit, Flags = KvmVcpuEventFlags.Smm }); }),
        ("SMI while waiting for SIPI", "start-up IPI", k => { k.SetMpState(KvmMpState.InitReceived); k.SetVcpuEvents(new KvmVcpuEvents { SmiPending = 1, Flags = KvmVcpuEventFlags.Smm }); }),
        ("INIT received in SMM", "blocks INIT", k => { k.SetVcpuEvents(new KvmVcpuEvents { SmiSmm = SmmBit, Flags = KvmVcpuEventFlags.Smm }); k.SetMpState(KvmMpState.InitReceived); }),
        ("SIPI received with SMI pending", "SMI is pending", k => { k.SetVcpuEvents(new KvmVcpuEvents { SmiPending = 1, Flags = KvmVcpuEventFlags.Smm }); k.SetMpState(KvmMpState.SipiReceived); }),
        ("MP state 5", "no MP state 5", k => k.SetMpState((KvmMpState)5)),
        ("debug flags", "flags of kvm_debugregs", k => k.SetDebugregs(new KvmDebugregs { Flags = 1 })),
        ("upper half of DR6", "DR6 100000000h", k => k.SetDebugregs(new KvmDebugregs { Dr6 = 1UL << 32 })),
        ("upper half of DR7", "DR7 100000000h", k => k.SetDebugregs(new KvmDebugregs { Dr7 = 1UL << 32 })),
        ("R8", "R8 to R15", k => k.SetRegs(new KvmRegs { R8 = 1 })),
        ("64-bit RAX", "32 bits", k => k.SetRegs(new KvmRegs { Rax = 1UL << 32 })),
        ("paging without protection", "paging without protection", k => k.SetSregs(k.GetSregs() with { Common = k.GetSregs().Common with { Cr0 = 0x8000_0000 } })),
        ("CR4", "CR4", k => k.SetSregs2(k.GetSregs2() with { Common = k.GetSregs2().Common with { Cr4 = 1 << 21 } })),
        ("long mode", "EFER", k => k.SetSregs(k.GetSregs() with { Common = k.GetSregs().Common with { Efer = 0x100 } })),
        ("entries without PAE", "without PAE paging", k => k.SetSregs2(k.GetSregs2() with { Flags = 1 })),
        ("an MSR that is not there", "MSR C0000081h", k => k.SetMsrs([new KvmMsrEntry { Index = 0x174, Data = 8 }, new KvmMsrEntry { Index = 0xC000_0081 }])),
        ("XCR0", "XCR0", k => k.Load(k.Save() with { Xcrs = Edited(KvmVcpu.GetXcrs(), 16, 0) })),
    ];

    [Theory]
    [MemberData(nameof(Invalid))]
    public void E06_What_is_not_valid_is_EINVAL_and_changes_nothing(string name)
    {
        (_, string check, Action<KvmVcpu> set) = InvalidSets.Single(s => s.Name == name);
        using TestCpu cpu = Filled();
        var kvm = new KvmVcpu(cpu.Cpu);
        KvmState before = kvm.Save();
        KvmException exception = Should.Throw<KvmException>(() => set(kvm));

        exception.Check.ShouldContain(check);
        exception.ErrorNumber.ShouldBe(22);
        (kvm.HasExceptionPayload, kvm.HasTripleFaultEvent) = (true, true);
        KvmState after = kvm.Save();
        if (after.MpState == KvmMpState.InitReceived || after.Events.SmiSmm != 0 || after.Events.SmiPending != 0)
        {
            kvm.SetVcpuEvents(before.Events);           // the case's first call was valid
            kvm.SetMpState(before.MpState);
            after = kvm.Save();
        }

        ShouldBeSame(after, before);
    }

    [Theory]
    [InlineData(512, 4, "components")]             // AVX
    [InlineData(520, 1, "XCOMP_BV")]
    [InlineData(530, 1, "reserved bytes")]
    [InlineData(26, 1, "MXCSR")]
    public void E08_An_area_that_the_CPU_cannot_have_is_EINVAL(int offset, byte value, string check)
    {
        using TestCpu cpu = Filled();
        var kvm = new KvmVcpu(cpu.Cpu);
        KvmState before = kvm.Save();

        Should.Throw<KvmException>(() => kvm.SetXsave(Edited(kvm.GetXsave(), offset, (byte)(value | kvm.GetXsave()[offset])))).Check.ShouldContain(check);

        ShouldBeSame(kvm.Save(), before);
    }

    [Fact]
    public void E08_What_the_area_does_not_have_is_initial()
    {
        using TestCpu cpu = Filled();
        var kvm = new KvmVcpu(cpu.Cpu);

        kvm.SetXsave(Edited(kvm.GetXsave(), 512, 2));
        (cpu.Registers.FpuControl, cpu.Registers.FpuTag, cpu.Registers.GetXmm(7)).ShouldBe(((ushort)0x37F, (ushort)0xFFFF, (UInt128)0x777));

        kvm.SetXsave(Edited(kvm.GetXsave(), 512, 1));
        (cpu.Registers.Mxcsr, cpu.Registers.GetXmm(7)).ShouldBe((0x1F80u, UInt128.Zero));
    }

    /// <summary>Every part, into another vCPU: it reads back the same, and goes on the same way.</summary>
    [Theory]
    [ClassData(typeof(Axes))]
    public void E08_A_state_survives_the_way_through_KVMs_shapes(Engine engine, Answers answers)
    {
        using TestCpu cpu = Filled(engine, answers);
        using TestCpu other = Filled(engine, answers);
        var kvm = new KvmVcpu(cpu.Cpu);
        new KvmVcpu(other.Cpu).Load(new KvmVcpu(new TestCpu(engine, answers).Cpu).Save());        // something else
        KvmState state = kvm.Save();

        var target = new KvmVcpu(other.Cpu);
        target.Load(Copied(state));

        ShouldBeSame(target.Save(), state);
        cpu.Run(20);
        other.Run(20);
        ShouldBeSame(target.Save(), kvm.Save());
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void E10_To_read_every_structure_changes_nothing(Engine engine, Answers answers)
    {
        KvmState[] ends = [.. new[] { false, true }.Select(reads =>
        {
            using TestCpu cpu = Waiting(engine, answers, out TestDevice device);
            var kvm = new KvmVcpu(cpu.Cpu) { HasExceptionPayload = false };
            KvmState? state = reads ? kvm.Save() : null;
            cpu.Run(2, device);
            state?.Regs.Rip.ShouldBeLessThan(kvm.GetRegs().Rip);
            return kvm.Save();
        })];

        ShouldBeSame(ends[0], ends[1]);
    }

    /// <summary>Through bytes, as they would go to the system calls.</summary>
    private static KvmState Copied(KvmState state) => state with
    {
        Regs = KvmStruct.Read<KvmRegs>(KvmStruct.ToBytes(state.Regs)),
        Sregs = KvmStruct.Read<KvmSregs2>(KvmStruct.ToBytes(state.Sregs)),
        Msrs = KvmMsrs.Read(KvmMsrs.Write([.. state.Msrs])),
        Events = KvmStruct.Read<KvmVcpuEvents>(KvmStruct.ToBytes(state.Events)),
        Debugregs = KvmStruct.Read<KvmDebugregs>(KvmStruct.ToBytes(state.Debugregs)),
    };

    private static void ShouldBeSame(KvmState state, KvmState expected)
    {
        state.Regs.ShouldBe(expected.Regs);
        state.Sregs.ShouldBe(expected.Sregs);
        state.Msrs.Where(msr => msr.Index != 0x10).ShouldBe(expected.Msrs.Where(msr => msr.Index != 0x10));        // the time-stamp counter goes on
        state.Xsave.ToArray().ShouldBe(expected.Xsave.ToArray());
        state.Events.ShouldBe(expected.Events);
        state.Debugregs.ShouldBe(expected.Debugregs);
        state.MpState.ShouldBe(expected.MpState);
    }

    private static byte[] Edited(byte[] bytes, int offset, byte value)
    {
        bytes[offset] = value;
        return bytes;
    }

    /// <summary>Stopped in IN AL, DX, or behind it if the device answers at once.</summary>
    private static TestCpu Waiting(Engine engine, Answers answers, out TestDevice device)
    {
        var cpu = new TestCpu(engine, answers);
        device = cpu.Ports(Port);
        device.Queue([0x5A]);
        cpu.ProtectedMode(a => { a.@in(al, dx); a.nop(); a.nop(); });
        (cpu.Registers.Rax, cpu.Registers.Rdx) = (0x1234_5678, Port);
        cpu.Cpu.Run(1).Kind.ShouldBe(answers != Answers.Immediate ? VcpuStopKind.IoPending : VcpuStopKind.Budget);
        return cpu;
    }

    /// <summary>Behind an IN with TF set, its trap not delivered yet.</summary>
    private static TestCpu Stepped(Engine engine, Answers answers, out TestDevice device)
    {
        var cpu = new TestCpu(engine, answers);
        device = cpu.Ports(Port);
        cpu.ProtectedMode(a => { a.@in(al, Port); a.nop(); a.hlt(); }).Gate(1, 0x3100);
        cpu.Write(0x3100, [0xF4]);
        cpu.Registers.Dr6 = 0xFFFF_0FF0;
        cpu.Registers.EFlags |= 0x100;
        cpu.Run(1, device).Kind.ShouldBe(VcpuStopKind.Budget);
        return cpu;
    }

    /// <summary>Something in every part of the state.</summary>
    private static TestCpu Filled(Engine engine = Engine.Recorded, Answers answers = Answers.Immediate)
    {
        TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            for (int i = 0; i < 30; i++)
            {
                a.add(eax, ebx);
                a.rol(ebx, 3);
            }
        });
        VcpuRegisters r = cpu.Registers;
        (r.Rax, r.Rbx, r.Rcx, r.Rdx, r.Rsi, r.Rdi, r.Rbp) = (1, 2, 3, 4, 5, 6, 7);
        (r.Cr2, r.Dr7) = (0x1234, 0x400);
        r.Cr4 = 0x600;
        r.SetDr(1, 0x4321);
        r.EFlags = 0x8D7;
        r.SetSegment(SegmentRegister.Fs, new SegmentValue(0x18, 0x5000, 0xFFF, 0x4093));
        r.FpuControl = 0x27F;
        r.FpuTag = 0xFFF0;
        r.SetSt(1, new X87Value(0x8000_0000_0000_0000, 0x3FFF));
        r.SetXmm(7, 0x777);
        r.Mxcsr = 0x1FA0;
        cpu.Cpu.TryWriteMsr(0x174, 8).ShouldBeTrue();
        cpu.Cpu.TryWriteMsr(0x277, 0x0007_0406_0007_0406).ShouldBeTrue();
        cpu.Cpu.QueueInterrupt(0x41);
        cpu.Cpu.RaiseNmi();
        cpu.Cpu.State->NmiMasked = true;
        return cpu;
    }
}
