using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Rules whose other party is another vCPU of the machine.</summary>
public sealed class SeveralCpusTests
{
    private const byte Port = 0x50;
    private const byte SignalPort = 0x60;
    private const uint Mmio = 0xFEC0_0000;
    private const uint PageDirectory = 0x10_0000;
    private const uint PageTable = 0x10_1000;

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A04_An_NMI_from_another_CPU_finds_the_pending_IN_complete(Engine engine)
    {
        using var cpus = new TestCpus(engine, Answers.Async);
        TestCpu first = cpus.First.ProtectedMode(a => a.@in(al, dx)).Gate(2, 0x3000);
        first.Write(0x3000, [0xF4]);
        TestDevice dev = first.Ports(Port);
        dev.Queue(0x5A);
        TestDevice signal = first.Ports(SignalPort);
        signal.Written = (_, _) => first.Cpu.RaiseNmi();
        first.Registers.Rdx = Port;
        first.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.IoPending);

        cpus.StartOther(a => a.@out(SignalPort, al));
        cpus.RunOther(1, signal);
        first.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.IoPending);        // an un-retired instruction takes no NMI
        dev.Release();
        first.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.Halted);

        first.ReadNumber((long)first.Registers.Rsp, 4).ShouldBe(TestCpu.CodeAddress + 1UL);
        first.Registers.Rax.ShouldBe(0x5AUL);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B02_Another_CPU_changes_page_table_and_code_while_OUTS_waits(Engine engine)
    {
        using var cpus = new TestCpus(engine, Answers.Async);
        TestCpu first = Paged(cpus.First, a =>
        {
            a.outsb();
            a.hlt();
        });
        TestDevice dev = first.Ports(Port);
        first.Write(0x5000, [0x42]);
        (first.Registers.Rsi, first.Registers.Rdx) = (0x5000, Port);
        first.Cpu.Run(5).Kind.ShouldBe(VcpuStopKind.IoPending);

        cpus.StartOther(a =>
        {
            a.mov(__dword_ptr[esi], 0);                     // the source's page-table entry
            a.mov(__word_ptr[(int)TestCpu.CodeAddress], 0x4390);            // NOP, INC EBX
            a.hlt();
        });
        cpus.Other.Registers.Rsi = PageTable + (5 * 4);
        cpus.Other.Run(10).Kind.ShouldBe(VcpuStopKind.Halted);
        dev.Release();
        first.Run(2).Kind.ShouldBe(VcpuStopKind.Budget);

        dev.Log.ShouldBe(["w 50/1=42"]);
        first.Registers.Rsi.ShouldBe(0x5001UL);
        first.Registers.Rbx.ShouldBe(1UL);                  // what follows was fetched anew
        first.Registers.Rip.ShouldBe(TestCpu.CodeAddress + 2UL);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B03_A_location_that_another_CPU_toggles_differs_from_itself(Engine engine)
    {
        using var cpus = new TestCpus(engine, Answers.Async);
        TestCpu first = cpus.First.ProtectedMode(a => a.repe.cmpsb());
        TestDevice dev = first.Mmio(Mmio);
        dev.Value = 1;
        dev.Written = (_, value) => dev.Value = value;
        (first.Registers.Rsi, first.Registers.Rdi, first.Registers.Rcx) = (Mmio, Mmio, 3);
        first.Cpu.Run(5).Kind.ShouldBe(VcpuStopKind.IoPending);          // the first operand, 1

        cpus.StartOther(a => a.mov(__byte_ptr[esi], 2));
        cpus.Other.Registers.Rsi = Mmio;
        cpus.Other.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);
        dev.Release();
        first.Cpu.Run(5).Kind.ShouldBe(VcpuStopKind.IoPending);          // the second, 2
        dev.Release();
        cpus.Other.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);
        dev.Release();
        first.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);

        dev.Log.ShouldBe(["r FEC00000/1", "w FEC00000/1=2", "r FEC00000/1"]);
        (first.Registers.EFlags & 0x40).ShouldBe(0u);
        first.Registers.Rcx.ShouldBe(2UL);
        first.Registers.Rip.ShouldBe(TestCpu.CodeAddress + 2UL);
    }

    [Theory]
    [InlineData("lock inc [m]", new byte[] { 0xF0, 0xFE, 0x06 }, true)]
    [InlineData("xchg [m], al", new byte[] { 0x86, 0x06 }, true)]
    [InlineData("lock cmpxchg [m], cl", new byte[] { 0xF0, 0x0F, 0xB0, 0x0E }, true)]
    [InlineData("inc [m]", new byte[] { 0xFE, 0x06 }, false)]
    [InlineData("mov al, [m]", new byte[] { 0x8A, 0x06 }, false)]
    public void B08_LOCK_holds_the_bus_from_the_first_access_to_retirement(string instruction, byte[] code, bool holds)
    {
        using TestCpu cpu = new TestCpu(Engine.Direct, Answers.Async).ProtectedMode(a => a.nop());
        TestDevice dev = cpu.Mmio(Mmio);
        cpu.Write(TestCpu.CodeAddress, code);
        cpu.Registers.Rsi = Mmio;
        cpu.Cpu.HoldsBus.ShouldBeFalse();

        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);
        cpu.Cpu.HoldsBus.ShouldBe(holds, instruction);           // waits for its read
        dev.Release();
        if (cpu.Cpu.Run(1).Kind == VcpuStopKind.IoPending)
        {
            cpu.Cpu.HoldsBus.ShouldBe(holds, instruction);       // for its write
            dev.Release();
            cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);
        }

        cpu.Cpu.HoldsBus.ShouldBeFalse();
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B08_A_page_walk_of_a_locked_instruction_does_not_hold_the_bus(Engine engine)
    {
        using TestCpu cpu = Paged(new TestCpu(engine, Answers.Async), a => a.@lock.inc(__dword_ptr[0x40_0000]));
        cpu.Write(PageDirectory + 4, BitConverter.GetBytes(Mmio | 7));        // that page table lies in a device
        TestDevice dev = cpu.Mmio(Mmio);
        dev.Queue(0x5067);                                       // accessed and dirty already

        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);
        cpu.Cpu.HoldsBus.ShouldBeFalse();
        dev.Release();
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);

        cpu.ReadNumber(0x5000, 4).ShouldBe(1UL);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B11_Another_CPU_remaps_the_destination_of_INS_while_it_waits(Engine engine)
    {
        using var cpus = new TestCpus(engine, Answers.Async);
        TestCpu first = Paged(cpus.First, a =>
        {
            a.insb();
            a.invlpg(__byte_ptr[0x5000]);
            a.insb();
        });
        TestDevice dev = first.Ports(Port);
        dev.Queue(0x11, 0x22);
        MapPage(first, 5, 0x8007);
        (first.Registers.Rdi, first.Registers.Rdx) = (0x5000, Port);
        first.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);

        cpus.StartOther(a => a.mov(__dword_ptr[esi], 0x9067));
        cpus.Other.Registers.Rsi = PageTable + (5 * 4);
        cpus.Other.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);
        first.Run(3, dev);

        first.Read(0x8000, 2).ShouldBe([0x11, 0]);
        first.Read(0x9000, 2).ShouldBe([0, 0x22]);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B11_INVLPG_concerns_its_own_CPU_only(Engine engine)
    {
        using var cpus = new TestCpus(engine);
        TestCpu first = Paged(cpus.First, a =>
        {
            a.mov(al, __byte_ptr[0x5000]);
            a.mov(bl, __byte_ptr[0x5000]);
        });
        first.Write(0x5000, [1]);
        first.Write(0x9000, [2]);
        first.Run(1);

        cpus.StartOther(a =>
        {
            a.mov(__dword_ptr[esi], 0x9067);
            a.invlpg(__byte_ptr[0x5000]);
        });
        cpus.Other.Registers.Rsi = PageTable + (5 * 4);
        cpus.Other.Run(2);
        first.Run(1);

        (first.Registers.Rax, first.Registers.Rbx).ShouldBe((1UL, 1UL));       // its own TLB still knows the old page
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B16_INIT_and_SIPI_from_another_CPU_end_an_IN_that_waits(Engine engine)
    {
        using var cpus = new TestCpus(engine, Answers.Async);
        TestDevice dev = cpus.First.Ports(Port);
        dev.Queue(0x5A);
        TestDevice signal = cpus.First.Ports(SignalPort);
        signal.Written = (_, _) =>
        {
            cpus.Other.RaiseInit();
            cpus.Other.RaiseStartup(8);
        };
        cpus.First.Write(0x8000, [0x90, 0xF4]);
        cpus.First.RealMode(a => a.@out(SignalPort, al));
        cpus.StartOther(a => a.@in(al, Port));
        cpus.Other.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);

        cpus.First.Run(1, signal);
        cpus.Other.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);
        dev.Release();                                           // too late
        cpus.Other.Run(10).Kind.ShouldBe(VcpuStopKind.Halted);

        cpus.Other.Registers.GetSegment(SegmentRegister.Cs).Base.ShouldBe(0x8000UL);
        cpus.Other.Registers.Rip.ShouldBe(2UL);
        cpus.Other.Registers.Rax.ShouldBe(0UL);
    }

    /// <summary>Each CPU has its own decoded code and its own TLB; a store by one is seen by the other's next fetch, however warm both are.</summary>
    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Code_that_one_CPU_decoded_is_fetched_anew_after_another_one_wrote_it(Engine engine)
    {
        using var cpus = new TestCpus(engine);
        cpus.First.RealMode(a =>
        {
            Label again = a.CreateLabel();
            a.nop();
            a.Label(ref again);
            a.inc(bx);
            a.jmp(again);
        });
        cpus.StartOther(a =>
        {
            Label again = a.CreateLabel();
            a.Label(ref again);
            a.mov(__byte_ptr[si], al);
            a.jmp(again);
        });
        (cpus.Other.Registers.Rsi, cpus.Other.Registers.Rax) = (TestCpu.CodeAddress + 0x100, 0);
        cpus.Other.Run(10);                                      // writes to the page through its own TLB

        cpus.First.Run(11);                                      // and only now there is code on it
        cpus.First.Registers.Rbx.ShouldBe(5UL);
        (cpus.Other.Registers.Rsi, cpus.Other.Registers.Rax) = (TestCpu.CodeAddress + 1, 0x4B);          // DEC BX
        cpus.Other.Run(2);
        cpus.First.Run(10);

        cpus.First.Registers.Rbx.ShouldBe(0UL);
    }

    private static TestCpu Paged(TestCpu cpu, Action<Assembler> code)
    {
        cpu.ProtectedMode(code);
        cpu.Write(PageDirectory, BitConverter.GetBytes(PageTable | 7));
        for (uint page = 0; page < 1024; page++)
        {
            MapPage(cpu, page, (page << 12) | 7);
        }

        cpu.Registers.Cr3 = PageDirectory;
        cpu.Registers.Cr0 |= 0x8000_0000;
        return cpu;
    }

    private static void MapPage(TestCpu cpu, uint page, uint entry)
    {
        cpu.Write(PageTable + (page * 4), BitConverter.GetBytes(entry));
        cpu.Cpu.Translations.Flush(page << 12);
    }
}
