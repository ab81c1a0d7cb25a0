using GenEmu.Core.Debug;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Group C: debugging.</summary>
public sealed class GroupCTests
{
    private const uint Code = DebugCpu.Code;
    private const uint Bs = 0x4000;
    private const uint Bd = 0x2000;

    [Theory]
    [InlineData("rw", 0xA0001, 1, true)]
    [InlineData("rw", 0xA0001, 2, true)]
    [InlineData("w", 0xA0002, 1, true)]
    [InlineData("w", 0xA0002, 2, true)]
    [InlineData("rw", 0xB0001, 4, true)]
    [InlineData("rw", 0xB0002, 1, true)]
    [InlineData("rw", 0xB0002, 2, true)]
    [InlineData("w", 0xC0000, 4, true)]
    [InlineData("w", 0xC0001, 2, true)]
    [InlineData("w", 0xC0003, 1, true)]
    [InlineData("rw", 0xA0000, 1, false)]
    [InlineData("r", 0xA0002, 1, false)]
    [InlineData("rw", 0xA0003, 4, false)]
    [InlineData("rw", 0xB0000, 2, false)]
    [InlineData("r", 0xC0000, 2, false)]
    [InlineData("rw", 0xC0004, 4, false)]
    public void C02_The_table_of_the_manual(string access, uint address, int size, bool traps)
    {
        using var cpu = new DebugCpu(Engine.Direct, Answers.Immediate, a => a.nop());
        cpu.Arm(0, 0xA0001, 3, 1).Arm(1, 0xA0002, 1, 1).Arm(2, 0xB0002, 3, 2).Arm(3, 0xC0000, 1, 4);
        Breakpoints breakpoints = cpu.Test.Cpu.Breakpoints;

        bool hit = access.Select(c => breakpoints.MatchData(address, size, write: c == 'w')).Any(m => m != 0);

        hit.ShouldBe(traps);
    }

    [Theory]
    [InlineData(0x3F8u, 4, 0x3FBu, 1, true, true)]
    [InlineData(0x3F8u, 4, 0x3F7u, 2, true, true)]
    [InlineData(0x3F8u, 4, 0x3FCu, 1, true, false)]
    [InlineData(0x103F8u, 4, 0x3F8u, 1, true, false)]
    [InlineData(0x3F8u, 4, 0x3F8u, 1, false, false)]
    public void C03_Port_breakpoints_need_debugging_extensions(uint register, int length, uint port, int size, bool extensions, bool hit)
    {
        using var cpu = new DebugCpu(Engine.Direct, Answers.Immediate, a => a.nop());
        cpu.Registers.Cr4 = extensions ? 8u : 0;
        cpu.Arm(0, register, 2, length);

        (cpu.Test.Cpu.Breakpoints.MatchIo(port, size) != 0).ShouldBe(hit);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C04_A_port_breakpoint_traps_after_the_instruction(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.@in(al, dx);
            a.hlt();
        });
        TestDevice dev = cpu.Test.Ports(0x50);
        dev.Queue(0x5A);
        cpu.Registers.Rdx = 0x50;
        cpu.Registers.Cr4 = 8;
        ulong seen = 0;
        cpu.Trapped = _ => seen = cpu.Registers.Rax;

        cpu.Arm(0, 0x50, 2, 1).Run(10, dev);

        DebugTrap trap = cpu.Traps.ShouldHaveSingleItem();
        trap.Ip.ShouldBe(Code + 1UL);
        trap.Dr6.ShouldBe(1u);
        seen.ShouldBe(0x5AUL);
    }

    [Theory]
    [ClassData(typeof(BatchAxes))]
    public void C05_Every_iteration_of_a_string_instruction_traps(Engine engine, Answers answers, Batching batching)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.rep.outsb();
            a.hlt();
        });
        TestDevice dev = cpu.Test.Ports(0x50, batch: batching == Batching.Batched);
        cpu.Registers.Rcx = 3;
        cpu.Registers.Rdx = 0x50;
        cpu.Registers.Rsi = 0x5000;
        cpu.Registers.Cr4 = 8;
        List<ulong> counts = [];
        cpu.Trapped = _ => counts.Add(cpu.Registers.Rcx);

        cpu.Arm(0, 0x50, 2, 1).Run(20, dev);

        counts.ShouldBe([2UL, 1, 0]);
        cpu.Traps.Select(t => t.Rf).ShouldBe([true, true, false]);
        cpu.Traps.Select(t => t.Ip).ShouldBe([Code, Code, Code + 2]);
        dev.Writes.ShouldBe(3);
    }

    [Theory]
    [ClassData(typeof(BatchAxes))]
    public void C06_Ins_reports_its_destination_after_the_iteration_that_touches_it(Engine engine, Answers answers, Batching batching)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.rep.insb();
            a.hlt();
        });
        TestDevice dev = cpu.Test.Ports(0x50, batch: batching == Batching.Batched);
        dev.Value = 0x77;
        cpu.Registers.Rcx = 4;
        cpu.Registers.Rdx = 0x50;
        cpu.Registers.Rdi = 0x5000;
        (ulong Count, byte Stored) seen = default;
        cpu.Trapped = _ => seen = (cpu.Registers.Rcx, cpu.Test.Read(0x5002, 1)[0]);

        cpu.Arm(1, 0x5002, 1, 1).Run(20, dev);

        cpu.Traps.ShouldHaveSingleItem().Dr6.ShouldBe(2u);
        seen.ShouldBe((1UL, (byte)0x77));
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C07_Disabled_registers_are_reported_but_raise_nothing(Engine engine, Answers answers)
    {
        using DebugCpu both = Store(engine, answers).Arm(0, 0x5000, 1, 1).Arm(1, 0x5000, 1, 1, enabled: false).Run(10);
        using DebugCpu none = Store(engine, answers).Arm(0, 0x5000, 1, 1, enabled: false).Run(10);

        both.Traps.ShouldHaveSingleItem().Dr6.ShouldBe(3u);
        none.Traps.ShouldBeEmpty();
    }

    [Fact]
    public void C08_B_bits_are_replaced_and_BS_stays()
    {
        using var cpu = new DebugCpu(Engine.Direct, Answers.Immediate, a => a.hlt());
        cpu.Registers.Dr6 = 0xFFFF0FF0 | Bs | 2;
        cpu.Arm(2, Code, 0, 1).Run(1);

        cpu.Traps.ShouldHaveSingleItem().Dr6.ShouldBe(Bs | 4);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C09_General_detect_is_a_fault_and_clears_itself(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.mov(eax, dr0);
            a.hlt();
        });
        cpu.Registers.Dr7 |= 0x2000;

        cpu.Run(1);

        DebugTrap trap = cpu.Traps.ShouldHaveSingleItem();
        trap.Ip.ShouldBe(Code);
        trap.Dr6.ShouldBe(Bd);
        (cpu.Registers.Dr7 & 0x2000).ShouldBe(0UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C11_TF_at_the_start_of_an_instruction_decides(Engine engine, Answers answers)
    {
        using DebugCpu cpu = KernelTest(engine, answers, movSs: false).Run(30);

        cpu.Traps.Select(t => t.Dr6).ShouldBe([Bs, Bs, Bs]);
        cpu.Traps[0].Ip.ShouldBe(Code + 7UL);         // after AND, not after the POPF that set TF
    }

    [Theory]
    [InlineData(3u, new ulong[] { 2, 1, 0 })]
    [InlineData(0u, new ulong[] { 0 })]
    public void C12_One_iteration_for_each_step(uint count, ulong[] counts)
    {
        using var cpu = new DebugCpu(Engine.Direct, Answers.Immediate, a =>
        {
            a.rep.stosb();
            a.hlt();
        });
        cpu.Registers.Rcx = count;
        cpu.Registers.Rdi = 0x5000;
        List<ulong> seen = [];
        cpu.Trapped = _ =>
        {
            seen.Add(cpu.Registers.Rcx);
            if (cpu.Registers.Rip != Code)
            {
                cpu.Registers.EFlags &= ~0x100u;
            }
        };

        cpu.SingleStep().Run(20);

        seen.ShouldBe(counts);
        cpu.Traps[^1].Ip.ShouldBe(Code + 2UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C13_With_BTF_only_taken_branches_trap(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            var target = a.CreateLabel();
            a.nop();
            a.nop();
            a.jmp(target);
            a.nop();
            a.Label(ref target);
            a.hlt();
        });
        cpu.Test.Cpu.TryWriteMsr(0x1D9, 2).ShouldBeTrue();
        cpu.Trapped = _ => cpu.Registers.EFlags &= ~0x100u;

        cpu.SingleStep().Run(20);

        cpu.Traps.ShouldHaveSingleItem().Ip.ShouldBe(Code + 5UL);
        cpu.Test.Cpu.TryReadMsr(0x1D9, out ulong control);
        control.ShouldBe(0UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C14_The_step_trap_comes_before_the_interrupt(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.nop();
            a.hlt();
        });
        cpu.Test.Cpu.AcknowledgeInterrupt = () => 0x20;
        cpu.Registers.EFlags |= 0x200;
        cpu.SingleStep();
        cpu.Test.Run(1);                                    // NOP retires
        cpu.Test.Cpu.SetInterruptRequest(true);

        cpu.Test.Run(1);

        cpu.Registers.Rip.ShouldBe(0x3100UL);               // #DB first; its interrupt gate clears IF, so the IRQ waits
        cpu.Test.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);
        cpu.Registers.Rip.ShouldBe(0x3101UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C15_RF_suppresses_a_code_breakpoint_once(Engine engine, Answers answers)
    {
        using DebugCpu cpu = Store(engine, answers).Arm(0, Code, 0, 1);
        cpu.Trapped = _ => cpu.Registers.EFlags |= 0x10000;

        cpu.Run(10);

        DebugTrap trap = cpu.Traps.ShouldHaveSingleItem();
        trap.Ip.ShouldBe(Code);
        trap.Rf.ShouldBeFalse();
        cpu.Test.Read(0x5000, 1)[0].ShouldBe((byte)1);
        (cpu.Registers.EFlags & 0x10000).ShouldBe(0u);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C16_MOV_SS_swallows_its_own_step_trap(Engine engine, Answers answers)
    {
        using DebugCpu cpu = KernelTest(engine, answers, movSs: true).Run(30);

        cpu.Traps.Count.ShouldBe(3);
        cpu.Traps[0].Ip.ShouldBe(Code + 9UL);               // after AND, not after MOV SS
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C16_A_data_breakpoint_of_MOV_SS_waits_for_the_next_instruction(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.mov(ss, __word_ptr[0x5000]);
            a.nop();
            a.hlt();
        });
        cpu.Test.Write(0x5000, [16, 0]);

        cpu.Arm(0, 0x5000, 3, 2).Run(10);

        cpu.Traps.ShouldHaveSingleItem().Ip.ShouldBe(Code + 7UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C17_The_held_breakpoint_is_delivered_in_the_handler_of_INT_n(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.mov(ss, __word_ptr[0x5000]);
            a.@int(0x80);
        });
        cpu.Test.Write(0x5000, [16, 0]);

        cpu.Arm(0, 0x5000, 3, 2).Run(10);

        DebugTrap trap = cpu.Traps.ShouldHaveSingleItem();
        trap.Ip.ShouldBe(0x3300UL);
        trap.Dr6.ShouldBe(1u);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C18_STI_does_not_hold_the_step_trap_back(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.sti();
            a.hlt();
            a.nop();
            a.hlt();
        });
        cpu.SingleStep().Run(12);

        cpu.Traps.Select(t => t.Ip).Take(3).ShouldBe([Code + 1UL, Code + 2, Code + 3]);      // HLT retires, and its own trap ends it
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C19_INT1_has_no_cause_and_no_step(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.mov(ss, ebx);
            a.int1();
            a.int1();
            a.hlt();
        });
        cpu.Registers.Rbx = 16;

        cpu.SingleStep().Run(6);

        cpu.Traps.Take(2).Select(t => (t.Ip, t.Dr6)).ShouldBe([(Code + 3UL, 0u), (Code + 4UL, 0u)]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C22_One_trap_carries_all_causes(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.outsb();
            a.hlt();
        });
        TestDevice dev = cpu.Test.Ports(0x50);
        cpu.Registers.Rdx = 0x50;
        cpu.Registers.Rsi = 0x5000;
        cpu.Registers.Cr4 = 8;
        cpu.Trapped = _ => cpu.Registers.EFlags &= ~0x100u;

        cpu.Arm(0, 0x50, 2, 1).Arm(1, 0x5000, 3, 1).SingleStep().Run(10, dev);

        cpu.Traps.ShouldHaveSingleItem().Dr6.ShouldBe(Bs | 3);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C21_Debug_traps_go_before_NMI_and_NMI_before_INTR(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.nop();
            a.hlt();
        });
        cpu.Test.Gate(2, 0x3400).Write(0x3400, [0x90]);
        cpu.Test.Gate(1, 0x3100, 0x8F00).Write(0x3100, [0x90]);          // trap gates leave IF alone
        cpu.Test.Gate(2, 0x3400, 0x8F00);
        cpu.Test.Cpu.AcknowledgeInterrupt = () => 0x20;
        cpu.Registers.EFlags |= 0x200;
        cpu.SingleStep().Test.Run(1);
        cpu.Test.Cpu.SetInterruptRequest(true);
        cpu.Test.Cpu.RaiseNmi();

        List<ulong> order = [];
        for (int i = 0; i < 3; i++)
        {
            cpu.Test.Run(1);
            order.Add(cpu.Registers.Rip);
        }

        order.ShouldBe([0x3100UL, 0x3400, 0x3200]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C23_A_faulting_iteration_drops_its_matches(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.insb();
            a.hlt();
        });
        TestDevice dev = cpu.Test.Ports(0x50);
        cpu.Test.Gate(13, 0x3500).Write(0x3500, [0xF4]);
        cpu.Registers.Rdx = 0x50;
        cpu.Registers.Cr4 = 8;
        cpu.Registers.SetSegment(SegmentRegister.Es, new SegmentValue(16, 0, 0xFFF, 0x4093));
        cpu.Registers.Rdi = 0x5000;

        cpu.Arm(0, 0x50, 2, 1).Test.Run(1);
        cpu.Registers.Rip.ShouldBe(0x3500UL);                             // #GP for the destination, and nothing pending
        dev.Log.ShouldBeEmpty();

        cpu.Registers.SetSegment(SegmentRegister.Es, new SegmentValue(16, 0, uint.MaxValue, 0xC093));
        cpu.Registers.Rip = Code;
        cpu.Run(4, dev);
        cpu.Traps.ShouldHaveSingleItem().Dr6.ShouldBe(1u);
    }

    /// <summary>The shape of the tests of kvm-unit-tests: a POPF sets TF, and one at the end clears it.</summary>
    private static DebugCpu KernelTest(Engine engine, Answers answers, bool movSs)
    {
        var cpu = new DebugCpu(engine, answers, a =>
        {
            a.push(ecx);                // flags with TF
            a.popfd();
            if (movSs)
            {
                a.mov(ss, ebx);
            }

            a.and(eax, 0x7FFFFFF);      // five bytes
            a.push(edx);                // flags without TF
            a.popfd();
            a.hlt();
        });
        cpu.Registers.Rcx = 0x102;
        cpu.Registers.Rdx = 2;
        cpu.Registers.Rbx = 16;
        return cpu;
    }

    private static DebugCpu Store(Engine engine, Answers answers)
    {
        var cpu = new DebugCpu(engine, answers, a =>
        {
            a.mov(__byte_ptr[0x5000], 1);
            a.hlt();
        });
        return cpu;
    }
}
