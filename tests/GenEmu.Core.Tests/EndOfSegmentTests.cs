using GenEmu.Core.Tests.Support;

namespace GenEmu.Core.Tests;

/// <summary>Code at the last bytes of its segment.</summary>
public sealed class EndOfSegmentTests
{
    private const byte Nop = 0x90;
    private const ulong GpHandler = 0x0600 + 13;

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Code_that_runs_off_the_end_of_64_KiB_faults_instead_of_wrapping(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).RealMode(_ => { });
        cpu.Write(0xFFFE, [Nop, Nop]);
        cpu.Registers.Rip = 0xFFFE;

        VcpuStop stop = cpu.Run(100);

        stop.Kind.ShouldBe(VcpuStopKind.Halted);
        cpu.Registers.Rip.ShouldBe(GpHandler + 1);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A_jump_from_the_last_bytes_wraps_at_its_operand_size(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).RealMode(_ => { });
        cpu.Write(0xFFFE, [0xEB, 0x10]);
        cpu.Write(0x0010, [0xF4]);
        cpu.Registers.Rip = 0xFFFE;

        cpu.Run(100).Kind.ShouldBe(VcpuStopKind.Halted);

        cpu.Registers.Rip.ShouldBe(0x11UL);
    }
}
