using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>What MOV SS holds back, and for how long; and the order of everything at a boundary.</summary>
public sealed class ShadowTests
{
    private const uint Code = DebugCpu.Code;
    private const uint Watched = 0x5000;
    private const uint Bs = 0x4000;

    [Theory]
    [ClassData(typeof(Axes))]
    public void C16_A_code_breakpoint_is_suppressed_for_one_instruction(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.mov(ss, ebx);
            a.nop();
            a.nop();
            a.hlt();
        });
        cpu.Registers.Rbx = 16;
        cpu.Trapped = _ => cpu.Registers.EFlags |= 0x10000;

        cpu.Arm(0, Code + 2, 0, 1).Arm(1, Code + 3, 0, 1).Run(8);

        cpu.Traps.Select(t => (t.Ip, t.Dr6)).ShouldBe([(Code + 3UL, 2u)]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C16_LSS_holds_nothing_back(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.lss(esp, __fword_ptr[Watched]);
            a.nop();
            a.hlt();
        });
        cpu.Test.Write(Watched, [0, 0x90, 0, 0, 16, 0]);
        cpu.Trapped = _ => cpu.Registers.EFlags &= ~0x100u;

        cpu.Arm(0, Watched + 4, 3, 2).SingleStep().Run(8);

        cpu.Traps.Select(t => (t.Ip, t.Dr6)).ShouldBe([(Code + 7UL, Bs | 1)]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C16_Of_consecutive_loads_only_the_first_holds_back(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.mov(ss, ebx);
            a.mov(ss, ebx);
            a.nop();
            a.hlt();
        });
        cpu.Registers.Rbx = 16;
        cpu.Trapped = _ => cpu.Registers.EFlags &= ~0x100u;

        cpu.SingleStep().Run(8);

        cpu.Traps.ShouldHaveSingleItem().Ip.ShouldBe(Code + 4UL);          // after the second, whose step is not lost
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C16_An_exception_ends_it_earlier(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.mov(ss, __word_ptr[Watched]);
            a.ud2();
        });
        cpu.Test.Gate(6, 0x3500).Write(0x3500, [0x90, 0xF4]);
        cpu.Test.Write(Watched, [16, 0]);

        cpu.Arm(0, Watched, 3, 2).Run(8);

        cpu.Traps.ShouldHaveSingleItem().Ip.ShouldBe(0x3500UL);            // the held breakpoint, before the #UD handler's first instruction
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C16_The_load_may_read_a_device(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.mov(ss, __word_ptr[0xA0000]);
            a.mov(al, __byte_ptr[0xA0002]);
            a.hlt();
        });
        TestDevice dev = cpu.Test.Mmio(0xA0000);
        dev.Value = 16;

        cpu.Arm(0, 0xA0000, 3, 2).Run(8, dev);

        cpu.Traps.Select(t => (t.Ip, t.Dr6)).ShouldBe([(Code + 11UL, 1u)]);
        cpu.Registers.Rax.ShouldBe(16UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C17_The_held_breakpoint_is_delivered_behind_SYSENTER(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.mov(ss, __word_ptr[Watched]);
            a.sysenter();
        }).Gate(1, 0x3100).UserMode();
        cpu.Cpu.TryWriteMsr(0x174, 8).ShouldBeTrue();
        cpu.Cpu.TryWriteMsr(0x175, 0x8800).ShouldBeTrue();
        cpu.Cpu.TryWriteMsr(0x176, 0x3600).ShouldBeTrue();

        ShouldTrapAtKernel(cpu, 0x3600);
        cpu.Registers.Rsp.ShouldBe(0x8800UL - 12);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C17_The_held_breakpoint_is_delivered_behind_INT_n_of_a_user(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.mov(ss, __word_ptr[Watched]);
            a.@int(0x80);
        }).Gate(1, 0x3100).Gate(0x80, 0x3600, 0xEE00).UserMode();

        ShouldTrapAtKernel(cpu, 0x3600);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C21_A_code_breakpoint_comes_before_the_fault_of_the_fetch(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.jmp(0x5000)).Paged().Gate(1, 0x3100);
        cpu.Unmap(5);
        cpu.Registers.SetDr(0, 0x5000);
        cpu.Registers.Dr7 = 0x402;

        cpu.Run(2);

        cpu.Registers.Rip.ShouldBe(0x3100UL);
        cpu.Registers.Dr6.ShouldBe(0xFFFF0FF1UL);
        cpu.Registers.Rip = 0x5000;
        cpu.Registers.EFlags |= 0x10000;
        cpu.Run(1);
        cpu.Registers.Rip.ShouldBe(PageTables.Handler);
        cpu.Registers.Cr2.ShouldBe(0x5000UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C21_An_interrupt_comes_before_the_code_breakpoint_and_a_fetch_fault_before_a_decode_fault(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.nop()).Paged().Gate(1, 0x3100).Gate(6, 0x3400).Gate(0x20, 0x3200);
        cpu.Cpu.AcknowledgeInterrupt = () =>
        {
            cpu.Cpu.SetInterruptRequest(false);
            return 0x20;
        };
        cpu.Registers.SetDr(0, TestCpu.CodeAddress);
        cpu.Registers.Dr7 = 0x402;
        cpu.Registers.EFlags |= 0x200;
        cpu.Cpu.SetInterruptRequest(true);

        cpu.Run(1);
        cpu.Registers.Rip.ShouldBe(0x3200UL);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(TestCpu.CodeAddress);
        cpu.Registers.Dr6.ShouldBe(0xFFFF0FF0UL);
        cpu.Registers.Rip = TestCpu.CodeAddress;              // what IRET does
        cpu.Run(1);
        cpu.Registers.Rip.ShouldBe(0x3100UL);

        cpu.Registers.Dr7 = 0x400;
        cpu.Write(0x4FFF, [0x0F]);                            // the first byte of an instruction whose second page is absent
        cpu.Unmap(5);
        cpu.Registers.Rip = 0x4FFF;
        cpu.Run(1);
        cpu.Registers.Rip.ShouldBe(PageTables.Handler);
        cpu.Map(5, 0x5000);
        cpu.Write(0x5000, [0x0B]);
        cpu.Registers.Rip = 0x4FFF;
        cpu.Run(1);
        cpu.Registers.Rip.ShouldBe(0x3400UL);                 // #UD once it can be fetched
    }

    /// <summary>The rule's program of B9: the destination of INSB is absent at first.</summary>
    [Theory]
    [ClassData(typeof(Axes))]
    public void C23_A_page_fault_first_and_then_the_port_breakpoint_once(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.insb()).Paged().Gate(1, 0x3100);
        TestDevice dev = cpu.Ports(0x50);
        dev.Queue(0x11, 0x22);
        cpu.Unmap(5);
        (cpu.Registers.Rdi, cpu.Registers.Rdx, cpu.Registers.Cr4) = (0x5000, 0x50, 8);
        cpu.Registers.SetDr(0, 0x50);
        cpu.Registers.Dr7 = 0x0002_0402;

        cpu.Run(1, dev);
        cpu.Registers.Rip.ShouldBe(PageTables.Handler);
        cpu.Registers.Dr6.ShouldBe(0xFFFF0FF0UL);
        cpu.Cpu.Run(0).PendingDebug.ShouldBe(0u);

        cpu.Map(5, 0x5000);
        cpu.Registers.Rip = TestCpu.CodeAddress;
        cpu.Run(2, dev);
        cpu.Registers.Rip.ShouldBe(0x3100UL);
        cpu.Registers.Dr6.ShouldBe(0xFFFF0FF1UL);
        cpu.Read(0x5000, 1)[0].ShouldBe((byte)0x11);
        dev.Reads.ShouldBe(1);
    }

    private static void ShouldTrapAtKernel(TestCpu cpu, ulong ip)
    {
        cpu.Write(Watched, [0x23, 0]);
        cpu.Registers.SetDr(0, Watched);
        cpu.Registers.Dr7 = 0x0007_0402;                      // two bytes, reads and writes

        cpu.Run(3);

        cpu.Registers.Rip.ShouldBe(0x3100UL);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(ip);
        (cpu.ReadNumber((long)cpu.Registers.Rsp + 4, 4) & 3).ShouldBe(0UL);
        cpu.Registers.Dr6.ShouldBe(0xFFFF0FF1UL);
    }
}
