using GenEmu.Core.Cpu;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>TF, BTF, RF, general detect, ICEBP.</summary>
public sealed class SteppingTests
{
    private const uint Code = DebugCpu.Code;
    private const uint Bs = 0x4000;
    private const uint Bd = 0x2000;
    private const uint Tf = 0x100;

    /// <summary>kvm-unit-tests' program: POPF (TF), MOV SS, MOV DR, AND, PUSH, POPF.</summary>
    [Theory]
    [ClassData(typeof(Axes))]
    public void C09_MOV_SS_does_not_suppress_general_detect(Engine engine, Answers answers)
    {
        using DebugCpu cpu = Stepped(engine, answers, a =>
        {
            a.mov(ss, ebx);
            a.mov(dr0, eax);
        });
        cpu.Registers.Dr7 |= 0x2000;

        cpu.Run(30);

        cpu.Traps.Select(t => t.Dr6).ShouldBe([Bd, Bs, Bs, Bs, Bs]);
        cpu.Traps[0].Ip.ShouldBe(Code + 4UL);                // at the MOV DR; MOV SS' own step is lost
        cpu.Traps[1].Ip.ShouldBe(Code + 7UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C11_IRET_that_sets_TF_is_not_stepped_over(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.iretd();
            a.nop();
            a.hlt();
        });
        cpu.Test.Write(0x9000, [.. new[] { Code + 1, 8u, 0x102u }.SelectMany(BitConverter.GetBytes)]);
        cpu.Trapped = _ => cpu.Registers.EFlags &= ~Tf;

        cpu.Run(4);

        cpu.Traps.ShouldHaveSingleItem().Ip.ShouldBe(Code + 2UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C12_Each_iteration_is_a_step_and_a_count_of_zero_too(Engine engine, Answers answers)
    {
        foreach ((uint count, ulong[] counts) in ((uint, ulong[])[])[(3, [2, 1, 0]), (0, [0])])
        {
            foreach (bool inDevice in (bool[])[false, true])
            {
                using var cpu = new DebugCpu(engine, answers, a =>
                {
                    a.rep.stosb();
                    a.hlt();
                });
                TestDevice[] devices = inDevice ? [cpu.Test.Mmio(0xA0000)] : [];
                (cpu.Registers.Rcx, cpu.Registers.Rdi) = (count, inDevice ? 0xA0000u : 0x5000);
                List<(ulong Count, ulong Ip)> seen = [];
                cpu.Trapped = t =>
                {
                    seen.Add((cpu.Registers.Rcx, t.Ip));
                    cpu.Registers.EFlags &= t.Ip == Code ? uint.MaxValue : ~Tf;
                };

                cpu.SingleStep().Run(20, devices);

                seen.Select(s => s.Count).ShouldBe(counts);
                seen.Select(s => s.Ip).ShouldBe([.. Enumerable.Repeat((ulong)Code, counts.Length - 1), Code + 2]);
            }
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C13_REP_and_branches_not_taken_are_not_cut(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            Label target = a.CreateLabel();
            a.rep.stosb();
            a.jc(target);
            a.cmp(eax, eax);
            a.je(target);
            a.nop();
            a.Label(ref target);
            a.hlt();
        });
        TestDevice dev = cpu.Test.Mmio(0xA0000);
        cpu.Test.Cpu.TryWriteMsr(0x1D9, 2).ShouldBeTrue();
        (cpu.Registers.Rcx, cpu.Registers.Rdi) = (3, 0xA0000);
        cpu.Trapped = _ => cpu.Registers.EFlags &= ~Tf;

        cpu.SingleStep().Run(20, dev);

        DebugTrap trap = cpu.Traps.ShouldHaveSingleItem();
        trap.Ip.ShouldBe(Code + 9UL);
        trap.Dr6.ShouldBe(Bs);
        cpu.Test.Cpu.TryReadMsr(0x1D9, out ulong control);
        control.ShouldBe(0UL);
        dev.Writes.ShouldBe(3);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C14_Through_a_trap_gate_the_interrupt_comes_before_the_handlers_first_instruction(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.@in(al, dx);
            a.hlt();
        }).Gate(1, 0x3100, 0x8F00).Gate(0x20, 0x3200);
        TestDevice dev = cpu.Ports(0x50);
        cpu.Cpu.AcknowledgeInterrupt = () =>
        {
            cpu.Cpu.SetInterruptRequest(false);
            return 0x20;
        };
        cpu.Registers.Rdx = 0x50;
        cpu.Registers.EFlags |= 0x200 | Tf;
        cpu.Run(1, dev);
        cpu.Cpu.SetInterruptRequest(true);

        cpu.Run(1).StartRip.ShouldBe(0x3100UL);
        cpu.Run(1).StartRip.ShouldBe(0x3200UL);

        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(0x3100UL);
        (cpu.ReadNumber((long)cpu.Registers.Rsp + 8, 4) & Tf).ShouldBe(0UL);
        (cpu.ReadNumber((long)cpu.Registers.Rsp + 8, 4) & 0x200).ShouldBe(0x200UL);
        cpu.ReadNumber((long)cpu.Registers.Rsp + 12, 4).ShouldBe(Code + 1UL);          // below it the #DB's frame
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C15_Faults_push_RF_and_the_next_instruction_clears_it(Engine engine, Answers answers)
    {
        (Action<Assembler> Code, int Vector, int Pushed)[] faults =
        [
            (a => a.mov(__byte_ptr[0x5000], al), 14, 4),
            (a => a.mov(ds, eax), 13, 4),
            (a => a.ud2(), 6, 0),
            (a => a.div(cl), 0, 0),
        ];
        foreach ((Action<Assembler> code, int vector, int pushed) in faults)
        {
            using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(code).Paged().Gate(vector, 0x3000);
            cpu.Unmap(5);
            cpu.Registers.Rax = 0x1000;

            cpu.Run(1);

            cpu.Registers.Rip.ShouldBe(0x3000UL);
            long frame = (long)cpu.Registers.Rsp + pushed;
            cpu.ReadNumber(frame, 4).ShouldBe(TestCpu.CodeAddress);
            (cpu.ReadNumber(frame + 8, 4) & 0x10000).ShouldBe(0x10000UL, $"vector {vector}");
            (cpu.Registers.EFlags & 0x10000).ShouldBe(0u);
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C15_POPF_cannot_set_RF_and_traps_push_it_clear(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.popfd();
            a.nop();
            a.@int(0x80);
        });
        cpu.Test.Write(0x9000, BitConverter.GetBytes(0x10002));
        cpu.Arm(0, Code + 1, 0, 1);
        cpu.Trapped = _ => cpu.Registers.EFlags |= 0x10000;

        cpu.Run(4);

        cpu.Traps.ShouldHaveSingleItem().Ip.ShouldBe(Code + 1UL);          // not suppressed
        cpu.Registers.Rip.ShouldBe(0x3300UL);
        (cpu.Test.ReadNumber((long)cpu.Registers.Rsp + 8, 4) & 0x10000).ShouldBe(0UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C18_STI_is_stepped_over_like_any_other(Engine engine, Answers answers)
    {
        using DebugCpu cpu = Stepped(engine, answers, a => a.sti());

        cpu.Run(30);

        cpu.Traps.Select(t => t.Dr6).ShouldBe([Bs, Bs, Bs, Bs]);
        cpu.Traps[0].Ip.ShouldBe(Code + 3UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C18_HLT_retires_and_its_own_trap_ends_the_halt(Engine engine, Answers answers)
    {
        using DebugCpu cpu = Stepped(engine, answers, a =>
        {
            a.sti();
            a.hlt();
        });
        cpu.Trapped = _ => cpu.Registers.EFlags &= ~0x200u;          // even with IF clear it goes on after HLT

        cpu.RunThroughHalts(30);

        cpu.Traps.Select(t => t.Dr6).ShouldBe([Bs, Bs, Bs, Bs, Bs]);
        cpu.Traps[1].Ip.ShouldBe(Code + 4UL);
        cpu.Test.Cpu.Activity.ShouldBe(VcpuActivity.Halted);          // the HLT at the end, without TF
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C19_INT1_after_MOV_SS_twice_and_then_a_step(Engine engine, Answers answers)
    {
        using DebugCpu cpu = Stepped(engine, answers, a =>
        {
            a.mov(ss, ebx);
            a.int1();
            a.int1();
        });

        cpu.Run(30);

        cpu.Traps.Take(3).Select(t => (t.Ip, t.Dr6)).ShouldBe([(Code + 5UL, 0u), (Code + 6UL, 0u), (Code + 11UL, Bs)]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C19_INT1_does_not_ask_for_the_gates_privilege(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.int1()).Gate(1, 0x3100).UserMode();

        cpu.Run(1);

        cpu.Registers.Rip.ShouldBe(0x3100UL);
        cpu.Registers.Cpl.ShouldBe(0);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(TestCpu.CodeAddress + 1UL);
        cpu.Registers.Dr6.ShouldBe(0xFFFF0FF0UL);
    }

    /// <summary>The shape of kvm-unit-tests' programs: POPF sets TF, and after the instructions AND, PUSH and a POPF that clears it.</summary>
    private static DebugCpu Stepped(Engine engine, Answers answers, Action<Assembler> code)
    {
        var cpu = new DebugCpu(engine, answers, a =>
        {
            a.push(ecx);                // flags with TF
            a.popfd();
            code(a);
            a.and(eax, 0x7FFFFFF);      // five bytes
            a.push(edx);                // flags without TF
            a.popfd();
            a.hlt();
        });
        (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rbx) = (2 | Tf, 2, 16);
        return cpu;
    }
}
