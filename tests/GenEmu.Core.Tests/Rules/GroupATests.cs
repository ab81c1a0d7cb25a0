using GenEmu.Abstractions;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Group A: port I/O, RIP, reset.</summary>
public sealed class GroupATests
{
    private const int Gp = 13;

    [Theory]
    [ClassData(typeof(Axes))]
    public void A01_Permission_comes_before_the_count(Engine engine, Answers answers)
    {
        using TestCpu cpu = UserMode(engine, answers, bitmapByte: 0xFF);
        TestDevice dev = cpu.Ports(0x50);

        cpu.Run(1, dev);

        cpu.Registers.Rip.ShouldBe(0x3000UL);        // the #GP handler
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(0UL);
        cpu.ReadNumber((long)cpu.Registers.Rsp + 4, 4).ShouldBe(TestCpu.CodeAddress);
        dev.Log.ShouldBeEmpty();
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void A01_A_permitted_count_of_zero_only_advances(Engine engine, Answers answers)
    {
        using TestCpu cpu = UserMode(engine, answers, bitmapByte: 0);
        TestDevice dev = cpu.Ports(0x50);

        cpu.Run(1, dev);

        cpu.Registers.Rip.ShouldBe(TestCpu.CodeAddress + 2UL);
        dev.Log.ShouldBeEmpty();
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void A02_In_merges_8_and_16_bits_and_extends_32(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).RealMode(a =>
        {
            a.@in(al, dx);
            a.@in(ax, dx);
            a.@in(eax, dx);
        });
        TestDevice dev = cpu.Ports(0x50, 4);
        cpu.Registers.Rax = ulong.MaxValue;
        cpu.Registers.Rdx = 0x50;

        cpu.Run(1, dev);
        cpu.Registers.Rax.ShouldBe(0xFFFF_FFFF_FFFF_FF00);
        cpu.Run(1, dev);
        cpu.Registers.Rax.ShouldBe(0xFFFF_FFFF_FFFF_0000);
        cpu.Run(1, dev);
        cpu.Registers.Rax.ShouldBe(0UL);
        dev.Log.ShouldBe(["r 50/1", "r 50/2", "r 50/4"]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void A03_Port_writes_are_in_program_order(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).RealMode(a =>
        {
            a.mov(__byte_ptr[0x500], 1);
            a.@out(0x50, al);
            a.@in(al, 0x51);
        });
        TestDevice dev = cpu.Ports(0x50, 2);
        byte seen = 0;
        dev.Written = (_, _) => seen = cpu.Read(0x500, 1)[0];
        cpu.Registers.Rax = 7;

        if (answers != Answers.Immediate)
        {
            cpu.Cpu.Run(3).Kind.ShouldBe(VcpuStopKind.IoPending);
            dev.Log.ShouldBe(["w 50/1=7"]);          // the read is not requested before the write is complete
            dev.Release();
        }

        cpu.Run(3, dev);
        seen.ShouldBe((byte)1);
        dev.Log.ShouldBe(["w 50/1=7", "r 51/1"]);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A04_Rip_and_registers_are_exact_while_an_answer_is_pending(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).RealMode(a =>
        {
            a.mov(dx, 0x50);
            a.@in(al, dx);
            a.hlt();
        });
        TestDevice dev = cpu.Ports(0x50);
        dev.Queue(0x5A);
        cpu.Registers.Rax = 0x1111;

        VcpuStop stop = cpu.Cpu.Run(10);

        stop.Kind.ShouldBe(VcpuStopKind.IoPending);
        stop.StartRip.ShouldBe(TestCpu.CodeAddress + 3UL);
        stop.NextRip.ShouldBe(TestCpu.CodeAddress + 4UL);
        stop.Committed.ShouldBeFalse();
        cpu.Registers.Rip.ShouldBe(TestCpu.CodeAddress + 3UL);
        cpu.Registers.Rax.ShouldBe(0x1111UL);

        cpu.Cpu.RaiseNmi();
        cpu.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.IoPending);        // an un-retired instruction takes no NMI
        dev.Release();
        cpu.Cpu.Run(1).StartRip.ShouldBe(TestCpu.CodeAddress + 4UL);
        cpu.Registers.Rax.ShouldBe(0x115AUL);
        cpu.Cpu.Run(1).StartRip.ShouldBe(0x602UL);         // the NMI's delivery is a step of its own
        cpu.ReadNumber((long)cpu.Registers.Rsp, 2).ShouldBe(TestCpu.CodeAddress + 4UL);        // the NMI frame holds the next RIP
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A08_An_answer_of_an_older_epoch_is_dropped(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).RealMode(a => a.@in(al, 0x50));
        TestDevice dev = cpu.Ports(0x50);
        dev.Queue(0x5A);
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);
        ulong epoch = cpu.Cpu.Epoch;

        cpu.Cpu.Reset(ResetKind.Init);
        dev.LastToken.IsCancellationRequested.ShouldBeTrue();
        dev.Release();

        cpu.Cpu.Epoch.ShouldBe(epoch + 1);
        cpu.Cpu.IsWaiting.ShouldBeFalse();
        cpu.Registers.Rip.ShouldBe(0xFFF0UL);
        cpu.Registers.Rax.ShouldBe(0UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void A08_The_same_instruction_runs_anew_after_a_reset_to_its_own_address(Engine engine, Answers answers)
    {
        using var cpu = new TestCpu(engine, answers);
        TestDevice dev = cpu.Ports(0x92);
        MapResetVector(cpu, TestCpu.Assemble(16, a => a.@out(0x92, al), 0xFFF0));
        cpu.Registers.Rax = 1;
        dev.Written = (_, value) =>
        {
            if ((value & 1) != 0)
            {
                cpu.Cpu.RequestAttention();
            }
        };

        VcpuStop stop = cpu.Cpu.Run(1);
        if (answers != Answers.Immediate)
        {
            stop.Kind.ShouldBe(VcpuStopKind.IoPending);
        }

        cpu.Cpu.Reset(ResetKind.Init);
        cpu.Registers.Rax.ShouldBe(0UL);
        if (answers != Answers.Immediate)
        {
            dev.Release();
        }

        cpu.Run(1, dev).Kind.ShouldBe(VcpuStopKind.Attention);      // the request that the reset has answered
        cpu.Run(1, dev);
        dev.Log.ShouldBe(["w 92/1=1", "w 92/1=0"]);
    }

    [Theory]
    [ClassData(typeof(BatchAxes))]
    public void A13_A_reset_acts_at_the_boundary_of_the_iteration_that_asked_for_it(Engine engine, Answers answers, Batching batching)
    {
        using TestCpu cpu = new TestCpu(engine, answers).RealMode(a =>
        {
            a.rep.outsb();
        });
        TestDevice dev = cpu.Ports(0x92, batch: batching == Batching.Batched);
        cpu.Write(0x500, [0, 0, 1, 0, 0]);
        cpu.Registers.Rsi = 0x500;
        cpu.Registers.Rcx = 5;
        cpu.Registers.Rdx = 0x92;
        dev.Written = (_, value) =>
        {
            if ((value & 1) != 0)
            {
                cpu.Cpu.RequestAttention();
            }
        };

        VcpuStop stop = cpu.Run(10, dev);

        stop.Kind.ShouldBe(VcpuStopKind.Attention);
        cpu.Cpu.Reset(ResetKind.Init);
        dev.Writes.ShouldBe(3);
        cpu.Registers.Rsi.ShouldBe(0UL);
        cpu.Registers.Rcx.ShouldBe(0UL);
        cpu.Registers.Rip.ShouldBe(0xFFF0UL);
        cpu.Registers.GetSegment(SegmentRegister.Cs).Base.ShouldBe(0xFFFF0000UL);
        cpu.Registers.EFlags.ShouldBe(2u);
        cpu.Registers.Dr6.ShouldBe(0xFFFF0FF0UL);
        cpu.Registers.Dr7.ShouldBe(0x400UL);
    }

    [Fact]
    public void A14_Init_keeps_cache_bits_and_msrs_and_reset_does_not()
    {
        using var cpu = new TestCpu();
        cpu.Registers.Cr0 = 0x10;
        cpu.Cpu.TryWriteMsr(0x174, 0x1234).ShouldBeTrue();

        cpu.Cpu.Reset(ResetKind.Init);
        cpu.Registers.Cr0.ShouldBe(0x10UL);
        cpu.Cpu.TryReadMsr(0x174, out ulong kept);
        kept.ShouldBe(0x1234UL);

        cpu.Cpu.Reset(ResetKind.Hard);
        cpu.Registers.Cr0.ShouldBe(0x60000010UL);
        cpu.Cpu.TryReadMsr(0x174, out ulong cleared);
        cleared.ShouldBe(0UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void A15_A_step_over_IN_traps_once_at_the_next_instruction(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.@in(al, dx);
            a.hlt();
        });
        TestDevice dev = cpu.Test.Ports(0x3FD);
        dev.Queue(0x5A);
        cpu.Registers.Rdx = 0x3FD;
        ulong seen = 0;
        cpu.Trapped = _ =>
        {
            seen = cpu.Registers.Rax;
            cpu.Registers.EFlags &= ~0x100u;
        };

        cpu.SingleStep().Run(10, dev);

        DebugTrap trap = cpu.Traps.ShouldHaveSingleItem();
        trap.Ip.ShouldBe(TestCpu.CodeAddress + 1UL);
        trap.Dr6.ShouldBe(0x4000u);
        seen.ShouldBe(0x5AUL);
        dev.Reads.ShouldBe(1);
    }

    private static void MapResetVector(TestCpu cpu, byte[] code)
    {
        byte[] rom = new byte[4096];
        code.CopyTo(rom, 0xFF0);
        var map = new GenEmu.Core.Memory.DeviceMemoryMap(cpu.Memory, "ROM");
        map.MapRom(new MemoryClaim { Base = 0xFFFF_F000, Length = 4096 }, rom);
        cpu.Memory.Apply();
    }

    /// <summary>CPL 3, IOPL 0, ECX 0, <c>REP INSB</c> from port 50h, a TSS at 4000h with a bitmap of equal bytes, and a #GP handler at 3000h.</summary>
    private static TestCpu UserMode(Engine engine, Answers answers, byte bitmapByte)
    {
        TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.rep.insb());
        byte[] tss = new byte[104 + 32];
        BitConverter.GetBytes(0x9000).CopyTo(tss, 4);
        BitConverter.GetBytes(16).CopyTo(tss, 8);
        BitConverter.GetBytes((ushort)104).CopyTo(tss, 102);
        tss.AsSpan(104).Fill(bitmapByte);
        cpu.Write(0x4000, tss);
        cpu.Registers.SetSegment(SegmentRegister.Tr, new SegmentValue(40, 0x4000, (uint)tss.Length - 1, 0x8B));
        cpu.Gate(Gp, 0x3000);
        cpu.Write(0x3000, [0xF4]);
        cpu.Registers.SetSegment(SegmentRegister.Cs, new SegmentValue(0x1B, 0, uint.MaxValue, 0xC0FB));
        cpu.Registers.SetSegment(SegmentRegister.Ss, new SegmentValue(0x23, 0, uint.MaxValue, 0xC0F3));
        cpu.Registers.SetSegment(SegmentRegister.Es, new SegmentValue(0x23, 0, uint.MaxValue, 0xC0F3));
        cpu.Registers.Cpl = 3;
        cpu.Registers.Rdx = 0x50;
        cpu.Registers.Rdi = 0x500;
        cpu.Registers.Rcx = 0;
        return cpu;
    }
}
