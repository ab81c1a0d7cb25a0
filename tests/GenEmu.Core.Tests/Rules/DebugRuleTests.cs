using GenEmu.Core.Tests.Support;
using GenEmu.Core.Tests.SystemLevel;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Group C: the classes of debug exceptions, DR4 and DR5, task switches, and the one accumulator.</summary>
public sealed class DebugRuleTests
{
    private const uint Code = DebugCpu.Code;
    private const uint NewTask = 0x5600;
    private const uint Bt = 0x8000;

    /// <summary>SDM vol. 3, table "Debug Exception Conditions": a fault's frame names the instruction, a trap's the next one.</summary>
    [Theory]
    [ClassData(typeof(Axes))]
    public void C01_Instruction_breakpoints_and_general_detect_are_faults(Engine engine, Answers answers)
    {
        using (var cpu = new DebugCpu(engine, answers, a => a.inc(ebx)))
        {
            cpu.Arm(0, Code, 0, 1).Run(1);
            cpu.Traps.ShouldBe([new DebugTrap(Code, 2, 1)]);
            cpu.Registers.Rbx.ShouldBe(0UL);
        }

        using (var cpu = new DebugCpu(engine, answers, a => a.mov(dr0, ebx)))
        {
            (cpu.Registers.Dr7, cpu.Registers.Rbx) = (0x2400, 5);
            cpu.Run(1);
            cpu.Traps.ShouldBe([new DebugTrap(Code, 0x1_0002, 0x2000)]);      // RF: as every fault but a code breakpoint
            cpu.Registers.GetDr(0).ShouldBe(0UL);
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C01_Data_and_port_accesses_single_steps_and_INT1_are_traps(Engine engine, Answers answers)
    {
        using (var cpu = new DebugCpu(engine, answers, a => a.mov(__dword_ptr[0x5000], ebx)))
        {
            cpu.Registers.Rbx = 7;
            cpu.Arm(0, 0x5000, 1, 4).Run(2);
            cpu.Traps.ShouldBe([new DebugTrap(Code + 6, 2, 1)]);
            cpu.Test.ReadNumber(0x5000, 4).ShouldBe(7UL);
        }

        using (var cpu = new DebugCpu(engine, answers, a => a.@out(0x50, al)))
        {
            TestDevice dev = cpu.Test.Ports(0x50);
            cpu.Registers.Cr4 = 8;
            cpu.Arm(0, 0x50, 2, 1).Run(2, dev);
            cpu.Traps.ShouldBe([new DebugTrap(Code + 2, 2, 1)]);
            dev.Writes.ShouldBe(1);
        }

        using (var cpu = new DebugCpu(engine, answers, a => a.inc(ebx)))
        {
            cpu.SingleStep().Run(2);
            cpu.Traps.ShouldBe([new DebugTrap(Code + 1, 0x102, 0x4000)]);
            cpu.Registers.Rbx.ShouldBe(1UL);
        }

        using (var cpu = new DebugCpu(engine, answers, a => a.int1()))
        {
            cpu.Run(1);
            cpu.Traps.ShouldBe([new DebugTrap(Code + 1, 2, 0)]);
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C10_DR4_and_DR5_are_DR6_and_DR7(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.mov(eax, 0x4002);
            a.mov(dr6, eax);
            a.mov(ecx, dr4);
            a.mov(eax, 0x0003_0000);
            a.mov(dr5, eax);
            a.mov(ebx, dr7);
            a.mov(eax, 0x8001);
            a.mov(dr4, eax);
            a.mov(edx, dr6);
            a.mov(esi, dr5);
        });

        cpu.Run(10);

        cpu.Registers.Rcx.ShouldBe(0xFFFF_4FF2UL);
        cpu.Registers.Rbx.ShouldBe(0x0003_0400UL);
        cpu.Registers.Rdx.ShouldBe(0xFFFF_8FF1UL);
        cpu.Registers.Rsi.ShouldBe(0x0003_0400UL);
    }

    [Theory]
    [InlineData(Engine.Direct, new byte[] { 0x0F, 0x21, 0xE0 })]      // MOV EAX, DR4
    [InlineData(Engine.Direct, new byte[] { 0x0F, 0x21, 0xE8 })]      // MOV EAX, DR5
    [InlineData(Engine.Direct, new byte[] { 0x0F, 0x23, 0xE0 })]      // MOV DR4, EAX
    [InlineData(Engine.Direct, new byte[] { 0x0F, 0x23, 0xE8 })]      // MOV DR5, EAX
    [InlineData(Engine.Recorded, new byte[] { 0x0F, 0x21, 0xE0 })]
    [InlineData(Engine.Recorded, new byte[] { 0x0F, 0x23, 0xE8 })]
    public void C10_With_debugging_extensions_DR4_and_DR5_do_not_exist(Engine engine, byte[] code)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.nop()).Gate(6, 0x3000);
        cpu.Write(TestCpu.CodeAddress, code);
        cpu.Registers.Cr4 = 8;
        cpu.Registers.Rax = 0xFF;

        cpu.Run(1);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(TestCpu.CodeAddress);
        (cpu.Registers.Rax, cpu.Registers.Dr6, cpu.Registers.Dr7).ShouldBe((0xFFUL, 0xFFFF_0FF0UL, 0x400UL));
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C20_A_task_gate_to_a_task_with_T_traps_before_its_first_instruction(Engine engine, Answers answers)
    {
        using DebugCpu cpu = TaskCpu(engine, answers, trap: true);

        cpu.Run(2);

        DebugTrap trap = cpu.Traps.ShouldHaveSingleItem();
        (trap.Ip, trap.Dr6).ShouldBe((NewTask, Bt));
        (cpu.Registers.Dr7 & 0x155).ShouldBe(0UL);                      // L0 to L3 and LE are the old task's
        (cpu.Registers.Dr7 & 0xAA).ShouldBe(0x08UL);                    // G1 stays
        cpu.Registers.GetSegment(SegmentRegister.Tr).Selector.ShouldBe((ushort)0x30);
        cpu.Registers.Rbx.ShouldBe(0x3333_3333UL);                      // the new task's, and its INC has not run
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C20_Without_T_the_local_breakpoints_are_off_all_the_same(Engine engine, Answers answers)
    {
        using DebugCpu cpu = TaskCpu(engine, answers, trap: false);

        cpu.Run(3);

        cpu.Traps.ShouldBeEmpty();
        (cpu.Registers.Dr7 & 0x155).ShouldBe(0UL);
        cpu.Registers.Rbx.ShouldBe(0x3333_3334UL);
    }

    public static TheoryData<string> Programs() => [.. Accumulator.Programs.Keys];

    /// <summary>The programs of C3 to C17 and C20, both ways and with both kinds of answers: the same traps with the same causes, and the same end.</summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public void C24_Every_path_fills_one_accumulator(string program)
    {
        string reference = Accumulator.Run(program, Engine.Direct, Answers.Immediate);

        reference.ShouldContain("Dr6");
        Accumulator.Run(program, Engine.Recorded, Answers.Immediate).ShouldBe(reference);
        Accumulator.Run(program, Engine.Direct, Answers.Async).ShouldBe(reference);
        Accumulator.Run(program, Engine.Recorded, Answers.Async).ShouldBe(reference);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C24_A_stop_shows_all_causes_in_one_word(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a => a.outsb());
        TestDevice dev = cpu.Test.Ports(0x50);
        (cpu.Registers.Rsi, cpu.Registers.Rdx) = (0x5000, 0x50);
        cpu.Registers.Cr4 = 8;
        cpu.SingleStep().Arm(0, 0x50, 2, 1).Arm(1, 0x5000, 3, 1).Arm(2, 0x5000, 3, 2, enabled: false);

        VcpuStop stop = cpu.Test.Run(1, dev);

        stop.PendingDebug.ShouldBe(0x4000u | 0x1000 | 7);          // BS, "an enabled one matched", B0 to B2
    }

    /// <summary>INT 40h leads through a task gate.</summary>
    private static DebugCpu TaskCpu(Engine engine, Answers answers, bool trap)
    {
        var cpu = new DebugCpu(engine, answers, a => a.@int(0x40));
        Accumulator.AddTask(cpu, NewTask, trap);
        cpu.Registers.Dr7 = 0x400 | 0x155 | 0x08;
        return cpu;
    }
}
