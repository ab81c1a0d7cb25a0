using GenEmu.Abstractions;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Interrupts, resets and steps around an instruction that waits.</summary>
public sealed class PendingEventTests
{
    private const uint InterruptHandler = 0x3200;

    [Theory]
    [ClassData(typeof(Axes))]
    public void A13_A_reset_leaves_no_step_trap_behind(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a => a.rep.outsb());
        TestDevice dev = cpu.Test.Ports(0x92);
        cpu.Test.Write(0x5000, [0, 0, 1, 0, 0]);
        (cpu.Registers.Rsi, cpu.Registers.Rcx, cpu.Registers.Rdx) = (0x5000, 5, 0x92);
        dev.Written = (_, value) =>
        {
            if ((value & 1) != 0)
            {
                cpu.Test.Cpu.RequestAttention();
            }
        };

        cpu.SingleStep().Run(5, dev);                        // two iterations with their traps, and the third
        cpu.Test.Run(1, dev).Kind.ShouldBe(VcpuStopKind.Attention);
        cpu.Test.Cpu.Reset(ResetKind.Init);

        cpu.Traps.Count.ShouldBe(2);
        dev.Writes.ShouldBe(3);
        (cpu.Registers.Rsi, cpu.Registers.Rcx, cpu.Registers.Rip).ShouldBe((0UL, 0UL, 0xFFF0UL));
        VcpuStop stop = cpu.Test.Cpu.Run(0);
        stop.PendingDebug.ShouldBe(0u);
        stop.Iteration.ShouldBe(0);
        cpu.Test.Run(1);
        cpu.Registers.Dr6.ShouldBe(0xFFFF0FF0UL);            // the first instruction at FFFFFFF0h was not trapped at
    }

    /// <summary>The program of the rule, TF set by POPF included.</summary>
    [Theory]
    [ClassData(typeof(Axes))]
    public void A15_The_handler_sees_what_IN_read(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.popfd();
            a.mov(edx, 0x3FD);
            a.@in(al, dx);
            a.nop();
            a.hlt();
        });
        TestDevice dev = cpu.Test.Ports(0x3FD);
        dev.Queue(0x5A);
        cpu.Test.Write(0x9000, [0x02, 0x01, 0, 0]);
        List<(ulong Ip, ulong Rax)> seen = [];
        cpu.Trapped = t => seen.Add((t.Ip, cpu.Registers.Rax));

        cpu.Run(7, dev);

        seen.ShouldBe([(DebugCpu.Code + 6UL, 0UL), (DebugCpu.Code + 7UL, 0x5AUL), (DebugCpu.Code + 8UL, 0x5AUL)]);
        cpu.Traps.ShouldAllBe(t => t.Dr6 == 0x4000);
        dev.Reads.ShouldBe(1);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B13_After_the_last_iteration_RF_is_clear(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a => a.rep.insb()).Gate(0x20, InterruptHandler);
        TestDevice dev = cpu.Ports(0x50);
        cpu.Cpu.AcknowledgeInterrupt = () => 0x20;
        (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rdi) = (2, 0x50, 0x5000);
        cpu.Registers.EFlags |= 0x200;
        cpu.Run(1, dev);
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);
        cpu.Cpu.SetInterruptRequest(true);
        dev.Release();

        cpu.Cpu.Run(2);

        cpu.Registers.Rip.ShouldBe(InterruptHandler);
        cpu.Registers.Rcx.ShouldBe(0UL);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(TestCpu.CodeAddress + 2UL);
        (cpu.ReadNumber((long)cpu.Registers.Rsp + 8, 4) & 0x10000).ShouldBe(0UL);
    }

    [Theory]
    [InlineData(Engine.Direct, false)]
    [InlineData(Engine.Direct, true)]
    [InlineData(Engine.Recorded, false)]
    [InlineData(Engine.Recorded, true)]
    public void B15_The_shadow_of_MOV_SS_survives_the_wait(Engine engine, bool nmi)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a =>
        {
            a.mov(ss, ebx);
            a.@in(al, dx);
            a.hlt();
        }).Gate(0x20, InterruptHandler).Gate(2, InterruptHandler);
        TestDevice dev = cpu.Ports(0x50);
        dev.Queue(0x5A);
        cpu.Cpu.AcknowledgeInterrupt = () => 0x20;
        (cpu.Registers.Rbx, cpu.Registers.Rdx) = (16, 0x50);
        cpu.Registers.EFlags |= 0x200;
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);
        if (nmi)
        {
            cpu.Cpu.RaiseNmi();
        }
        else
        {
            cpu.Cpu.SetInterruptRequest(true);
        }

        cpu.Cpu.Run(5).Kind.ShouldBe(VcpuStopKind.IoPending);
        dev.Release();
        cpu.Cpu.Run(2);

        cpu.Registers.Rip.ShouldBe(InterruptHandler);
        cpu.Registers.Rax.ShouldBe(0x5AUL);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(TestCpu.CodeAddress + 3UL);
    }
}
