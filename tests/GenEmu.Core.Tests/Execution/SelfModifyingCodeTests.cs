using GenEmu.Core.Memory;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Execution;

/// <summary>A store to code takes effect with the next instruction, wherever the code is.</summary>
public sealed class SelfModifyingCodeTests
{
    private const byte IncBx = 0x43;

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void The_next_instruction_of_the_running_block_is_the_new_one(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).RealMode(a =>
        {
            a.mov(__byte_ptr[(int)TestCpu.CodeAddress + 5], IncBx);      // five bytes long
            a.inc(ax);
            a.hlt();
        });

        cpu.Run(3);

        cpu.Registers.Rax.ShouldBe(0UL);
        cpu.Registers.Rbx.ShouldBe(1UL);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void An_instruction_that_crosses_a_page_is_seen_anew_when_its_second_half_changes(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).RealMode(a => a.jmp(0x8FFE));
        cpu.Write(0x8FFE, [0xB8, 0x11, 0x11]);                           // MOV AX, 1111h over the page's end
        cpu.Write(0x9001, TestCpu.Assemble(16, a =>
        {
            a.add(bx, ax);
            a.mov(__byte_ptr[0x9000], 0x22);
            a.loop(0x8FFE);
            a.hlt();
        }, 0x9001));
        cpu.Registers.Rcx = 2;

        cpu.Run(20).Kind.ShouldBe(VcpuStopKind.Halted);

        cpu.Registers.Rbx.ShouldBe(0x1111UL + 0x2211);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A_loop_that_patches_itself_runs_every_version(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            var top = a.CreateLabel();
            a.Label(ref top);
            a.add(eax, 1);                                               // 05 01 00 00 00: the immediate is patched
            a.inc(__byte_ptr[TestCpu.CodeAddress + 1]);
            a.dec(ecx);
            a.jne(top);
            a.hlt();
        });
        cpu.Registers.Rcx = 100;

        cpu.Run(1000).Kind.ShouldBe(VcpuStopKind.Halted);

        cpu.Registers.Rax.ShouldBe(5050UL);        // 1 + 2 + … + 100
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A_bus_master_may_change_the_running_block(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).RealMode(a =>
        {
            a.@out(0x50, al);                                            // the device overwrites the next instruction
            a.inc(ax);
            a.hlt();
        });
        TestDevice dev = cpu.Ports(0x50);
        dev.Written = (_, _) => new DmaMemory(cpu.Memory).Write(TestCpu.CodeAddress + 2, [IncBx]);

        cpu.Run(3);

        cpu.Registers.Rax.ShouldBe(0UL);
        cpu.Registers.Rbx.ShouldBe(1UL);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Data_beside_code_keeps_its_block(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).RealMode(a =>
        {
            var top = a.CreateLabel();
            a.Label(ref top);
            a.inc(__word_ptr[(int)TestCpu.CodeAddress + 0x100]);
            a.loop(top);
            a.hlt();
        });
        cpu.Registers.Rcx = 1000;

        cpu.Run(5000).Kind.ShouldBe(VcpuStopKind.Halted);

        cpu.ReadNumber(TestCpu.CodeAddress + 0x100, 2).ShouldBe(1000UL);
    }
}
