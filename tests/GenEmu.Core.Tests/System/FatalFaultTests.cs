using GenEmu.Abstractions;
using GenEmu.Core.Cpu;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <summary>What the guest program of <see cref="SystemProgram"/> cannot do because it, or QEMU, would not survive.</summary>
public sealed class FatalFaultTests
{
    /// <summary>A fault in the delivery of a double fault is shutdown; only a reset ends it (SDM vol. 3, 6.15, #DF).</summary>
    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A_third_fault_shuts_the_cpu_down(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.ud2());        // its IDT is empty

        cpu.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.Shutdown);

        cpu.Registers.Rip.ShouldBe((ulong)TestCpu.CodeAddress);
        cpu.Cpu.Activity.ShouldBe(VcpuActivity.Shutdown);
        cpu.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.Shutdown);
        cpu.Cpu.Reset(ResetKind.Init);
        cpu.Cpu.Activity.ShouldBe(VcpuActivity.Running);
    }

    /// <summary>SDM vol. 2, MOV CRn: a reserved bit of CR4 is #GP(0).</summary>
    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A_reserved_bit_of_CR4_faults(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.mov(cr4, eax)).Gate(13, 0x3000);
        cpu.Registers.Rax = 0x8000;

        cpu.Cpu.Run(1);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.Registers.Cr4.ShouldBe(0UL);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 8).ShouldBe((ulong)TestCpu.CodeAddress << 32);
    }
}
