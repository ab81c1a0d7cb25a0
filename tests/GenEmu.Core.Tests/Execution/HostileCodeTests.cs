using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Execution;

/// <summary>What a guest can do to hang or crash its host: nothing.</summary>
public sealed class HostileCodeTests
{
    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A_guest_that_only_faults_spends_its_budget(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).RealMode(a => a.ud2());
        cpu.Write(6 * 4, BitConverter.GetBytes(TestCpu.CodeAddress));        // the #UD handler is the faulting instruction

        cpu.Run(1000).Kind.ShouldBe(VcpuStopKind.Budget);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A_fault_without_a_handler_ends_in_shutdown(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.ud2());
        cpu.Registers.Idt = (0, 0);

        cpu.Run(10).Kind.ShouldBe(VcpuStopKind.Shutdown);
        cpu.Run(10).Kind.ShouldBe(VcpuStopKind.Shutdown);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Prefixes_without_end_are_a_fault(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).RealMode(a => a.nop());
        cpu.Write(TestCpu.CodeAddress, Enumerable.Repeat((byte)0x66, 64).ToArray());

        cpu.Run(1);

        cpu.Registers.Rip.ShouldBe(0x600UL + 13);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A_device_that_throws_reads_as_all_ones_and_is_named(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).RealMode(a => a.@out(0x50, al));
        TestDevice dev = cpu.Ports(0x50);
        dev.Written = (_, _) => throw new InvalidOperationException("broken");

        cpu.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);

        cpu.Faults.ShouldHaveSingleItem().ShouldContain("DEV0: broken");
    }

    [Fact]
    public void A_task_that_fails_reads_as_all_ones_and_is_named()
    {
        using TestCpu cpu = new TestCpu(Engine.Direct, Answers.Async).RealMode(a => a.@in(al, 0x50));
        TestDevice dev = cpu.Ports(0x50);
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);

        dev.Fail(new IOException("unplugged"));
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);

        cpu.Registers.Rax.ShouldBe(0xFFUL);
        cpu.Faults.ShouldHaveSingleItem().ShouldContain("DEV0: unplugged");
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Code_in_device_memory_is_fetched_from_the_device(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a => a.nop());
        TestDevice dev = cpu.Mmio(0xFEC0_0000);
        dev.Queue(0xB0, 0x77);                               // MOV AL, 77h, byte by byte
        cpu.Registers.Rip = 0xFEC0_0000;

        cpu.Run(1, dev);

        cpu.Registers.Rax.ShouldBe(0x77UL);
        dev.Log.ShouldBe(["r FEC00000/1", "r FEC00001/1"]);
    }
}
