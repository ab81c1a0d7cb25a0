using GenEmu.Abstractions;
using GenEmu.Core.Tests.Paths;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>What a waiting instruction keeps, and that its log has no end.</summary>
public sealed class ReplayTests
{
    private const ulong Mmio = 0xFEC0_0000;

    /// <summary>Xen's cache holds 235 entries (rule B5).</summary>
    private const int Xen = 235;

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B02_Operands_are_not_read_again(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a => a.cmpsb());
        TestDevice dev = cpu.Mmio(Mmio);
        dev.Queue(7);
        cpu.Write(0x5000, [7]);
        (cpu.Registers.Rsi, cpu.Registers.Rdi) = (0x5000, Mmio);
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);

        cpu.Write(0x5000, [8]);
        cpu.Run(1, dev);

        (cpu.Registers.EFlags & 0x40).ShouldBe(0x40u);        // 7 and 7
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B02_Gates_and_descriptors_are_not_read_again(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a => a.@int(0x80)).Gate(0x80, 0x3000);
        TestDevice dev = cpu.Mmio(Mmio);
        cpu.Registers.Rsp = Mmio + 0x100;
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);         // the first push

        cpu.Gate(0x80, 0x4000);
        cpu.Write(0x1008, new byte[8]);
        cpu.Run(1, dev);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.Registers.GetSegment(SegmentRegister.Cs).Limit.ShouldBe(uint.MaxValue);
        dev.Writes.ShouldBe(3);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B03_A_repetition_over_one_toggling_location_ends_where_it_differed(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a => a.repe.cmpsb());
        TestDevice dev = cpu.Mmio(Mmio);
        dev.Queue(1, 1, 2, 3);
        cpu.Registers.Rsi = cpu.Registers.Rdi = Mmio;
        cpu.Registers.Rcx = 9;

        cpu.Run(2, dev);

        cpu.Registers.Rcx.ShouldBe(7UL);
        (cpu.Registers.EFlags & 0x40).ShouldBe(0u);
        cpu.Registers.Rip.ShouldBe(TestCpu.CodeAddress + 2UL);
        dev.Log.ShouldBe(["r FEC00000/1", "r FEC00000/1", "r FEC00001/1", "r FEC00001/1"]);
    }

    [Theory]
    [InlineData("ENTER 8, 31", true)]
    [InlineData("PUSHA", false)]
    [InlineData("JMP TSS", true)]
    [InlineData("INT n, task gate, V86", true)]
    [InlineData("LOCK CMPXCHG8B, equal", false)]
    [InlineData("CALL gate, inward, with parameters, user", true)]
    public void B05_Programs_that_exceed_the_others_capacities(string name, bool exceedsXen)
    {
        PathCase test = PathCases.All.Single(c => c.Name == name);
        PathOutcome memory = PathOutcome.Of(test, Paging.Pae, Engine.Recorded, _ => Place.Ram);
        foreach (Engine engine in Enum.GetValues<Engine>())
        {
            // Everything is a device that takes single bytes: dozens of fragments an instruction, and every page walk is among them.
            PathOutcome bytes = PathOutcome.Of(test, Paging.Pae, engine, _ => Place.Asynchronous, widths: AccessWidths.Byte);

            bytes.ShouldBeLike(memory, name);
            bytes.Waits.ShouldBe(bytes.Log.Count);
            (bytes.FirstRunAccesses > Xen).ShouldBe(exceedsXen, $"{bytes.FirstRunAccesses} accesses");
        }
    }

    [Theory]
    [InlineData("ENTER 8, 0")]
    [InlineData("ENTER 8, 3")]
    [InlineData("POPA")]
    [InlineData("IRET")]
    [InlineData("IRET outward")]
    [InlineData("IRET to V86")]
    [InlineData("PUSHA, real mode")]
    [InlineData("INT n, user")]
    public void B06_The_stack_may_cross_from_memory_into_a_device(string name)
    {
        PathCase test = PathCases.All.Single(c => c.Name == name);
        PathOutcome memory = PathOutcome.Of(test, Paging.Off, Engine.Recorded, _ => Place.Ram);
        Structure[] halves = test.Mode == PathMode.User ? [Structure.InnerStack, Structure.InnerStackEnd] : [Structure.Stack, Structure.StackEnd];
        foreach (Engine engine in Enum.GetValues<Engine>())
        {
            foreach (Structure half in halves.Intersect(test.Touches))
            {
                PathOutcome crossing = PathOutcome.Of(test, Paging.Off, engine, s => s == half ? Place.Asynchronous : Place.Ram);

                crossing.ShouldBeLike(memory, $"{half} in a device");
                crossing.Touched.ShouldBe([half]);
            }
        }
    }

    /// <summary>The A20 gate is part of a translation: moving it does not confuse a walk that waits.</summary>
    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B11_The_A20_gate_is_latched_with_the_translation(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a => a.mov(al, __byte_ptr[0x5000])).Paged();
        TestDevice dev = cpu.Mmio(PageTables.Table + 0x2000);
        cpu.Write(PageTables.Directory + 4, BitConverter.GetBytes((PageTables.Table + 0x2000) | PageTables.Writable));      // a table in a device above 1 MiB
        cpu.Write(TestCpu.CodeAddress, TestCpu.Assemble(32, a => a.mov(al, __byte_ptr[0x40_5000])));
        dev.Queue(0x10_5000 | 0x67);
        cpu.Write(0x10_5000, [0x55]);
        cpu.Write(0x5000, [0x66]);
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);

        cpu.Cpu.SetA20(enabled: false);
        cpu.Run(1, dev);

        cpu.Registers.Rax.ShouldBe(0x55UL);
        dev.Log.ShouldBe(["r 103014/4"]);
        cpu.Registers.Cr0 &= ~0x8000_0000UL;
        cpu.Registers.Rip = TestCpu.CodeAddress;
        cpu.Write(TestCpu.CodeAddress, TestCpu.Assemble(32, a => a.mov(al, __byte_ptr[0x10_5000])));
        cpu.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);
        cpu.Registers.Rax.ShouldBe(0x66UL);                   // the next instruction sees the gate closed
    }
}
