using GenEmu.Core.Cpu;
using GenEmu.Core.Tests.Support;

namespace GenEmu.Core.Tests.Rules;

/// <summary>INIT and SIPI, and what is latched at stops.</summary>
public sealed class StartupTests
{
    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B16_INIT_and_SIPI_end_an_instruction_that_waits(Engine engine)
    {
        using var cpu = new TestCpu(engine, Answers.Async, bootstrap: false);
        TestDevice dev = cpu.Ports(0x50);
        dev.Queue(0x5A);
        cpu.Cpu.RaiseStartup(7);
        cpu.Write(0x7000, [0xE4, 0x50]);
        VcpuStop waiting = cpu.Cpu.Run(5);
        waiting.Kind.ShouldBe(VcpuStopKind.IoPending);
        waiting.StartRip.ShouldBe(0UL);
        cpu.Write(0x8000, [0x90, 0xF4]);

        cpu.Cpu.RaiseInit();
        cpu.Cpu.RaiseStartup(8);
        VcpuStop stop = cpu.Cpu.Run(1);
        dev.LastToken.IsCancellationRequested.ShouldBeTrue();
        dev.Release();

        stop.Kind.ShouldBe(VcpuStopKind.Budget);
        stop.Epoch.ShouldBe(waiting.Epoch + 2);
        cpu.Registers.GetSegment(SegmentRegister.Cs).ShouldBe(new SegmentValue(0x800, 0x8000, 0xFFFF, 0x93));
        cpu.Registers.Rip.ShouldBe(1UL);
        cpu.Cpu.Run(5).Kind.ShouldBe(VcpuStopKind.Halted);
        cpu.Registers.Rax.ShouldBe(0UL);
        dev.Log.ShouldBe(["r 50/1"]);
    }

    [Fact]
    public void Other_processors_wait_for_a_startup_and_hear_nothing_else()
    {
        using var cpu = new TestCpu(bootstrap: false);
        cpu.Cpu.Activity.ShouldBe(VcpuActivity.WaitForStartup);
        cpu.Cpu.RaiseNmi();
        cpu.Cpu.QueueInterrupt(0x20).ShouldBeTrue();
        cpu.Cpu.CanAcceptInterrupt.ShouldBeFalse();

        cpu.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.WaitForStartup);

        cpu.Cpu.InstructionCount.ShouldBe(0);
    }

    [Fact]
    public void A_running_processor_ignores_a_startup()
    {
        using TestCpu cpu = new TestCpu().RealMode(a => a.hlt());
        ulong epoch = cpu.Cpu.Epoch;

        cpu.Cpu.RaiseStartup(8);

        cpu.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.Halted);
        cpu.Registers.Rip.ShouldBe(TestCpu.CodeAddress + 1UL);
        cpu.Cpu.Epoch.ShouldBe(epoch);
    }

    [Fact]
    public void A_queued_vector_needs_no_controller_and_goes_before_the_pin()
    {
        using TestCpu cpu = new TestCpu().RealMode(a =>
        {
            a.sti();
            a.nop();
            a.nop();
        });
        cpu.Cpu.AcknowledgeInterrupt = () => 0x21;
        cpu.Cpu.SetInterruptRequest(true);
        cpu.Cpu.QueueInterrupt(0x20).ShouldBeTrue();
        cpu.Cpu.QueueInterrupt(0x22).ShouldBeFalse();

        cpu.Cpu.Run(2);                                 // STI and the instruction behind it
        cpu.Cpu.CanAcceptInterrupt.ShouldBeTrue();
        cpu.Cpu.Run(1);

        cpu.Registers.Rip.ShouldBe(0x620UL);
        cpu.Cpu.IsInterruptQueued.ShouldBeFalse();
    }
}
