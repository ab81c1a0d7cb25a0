using GenEmu.Abstractions;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Group B: asynchronous completion and replay.</summary>
public sealed class GroupBTests
{
    private const uint PageDirectory = 0x10_0000;
    private const uint PageTable = 0x10_1000;
    private const int Pf = 14;

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B02_A_waiting_instruction_reads_nothing_again(Engine engine)
    {
        using TestCpu cpu = Paged(new TestCpu(engine, Answers.Async), a =>
        {
            a.outsb();
            a.hlt();
        });
        TestDevice dev = cpu.Ports(0x50);
        cpu.Write(0x5000, [0x42]);
        cpu.Registers.Rsi = 0x5000;
        cpu.Registers.Rdx = 0x50;
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);

        MapPage(cpu, 5, 0);                             // another CPU unmaps the source
        cpu.Write(TestCpu.CodeAddress, [0x90]);         // and overwrites the instruction
        dev.Release();

        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);
        dev.Log.ShouldBe(["w 50/1=42"]);
        cpu.Registers.Rsi.ShouldBe(0x5001UL);
        cpu.Registers.Rip.ShouldBe(TestCpu.CodeAddress + 1UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B03_Equal_addresses_are_two_accesses(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.cmpsb());
        TestDevice dev = cpu.Mmio(0xFEC0_0000);
        dev.Queue(1, 2);
        cpu.Registers.Rsi = cpu.Registers.Rdi = 0xFEC0_0000;

        cpu.Run(1, dev);

        dev.Log.ShouldBe(["r FEC00000/1", "r FEC00000/1"]);
        (cpu.Registers.EFlags & 0x40).ShouldBe(0u);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B04_Device_reads_have_exactly_the_size_asked_for(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.mov(al, __byte_ptr[0xFEC0_0001]));
        TestDevice dev = cpu.Mmio(0xFEC0_0000);

        cpu.Run(1, dev);

        dev.Log.ShouldBe(["r FEC00001/1"]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B07_A_page_crossing_store_checks_both_pages_first(Engine engine, Answers answers)
    {
        using TestCpu cpu = Paged(new TestCpu(engine, answers), a => a.mov(__dword_ptr[0x5FFE], eax));
        TestDevice dev = cpu.Mmio(0xFEC0_0000);
        MapPage(cpu, 5, 0xFEC0_0000 | 7);
        MapPage(cpu, 6, 0);

        cpu.Run(1, dev);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.Registers.Cr2.ShouldBe(0x6000UL);
        dev.Log.ShouldBeEmpty();
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B08_A_read_modify_write_faults_as_a_write(Engine engine, Answers answers)
    {
        using TestCpu cpu = Paged(new TestCpu(engine, answers), a => a.add(__dword_ptr[0x5000], 1));
        TestDevice dev = cpu.Mmio(0xFEC0_0000);
        cpu.Registers.Cr0 |= 1 << 16;
        MapPage(cpu, 5, 0xFEC0_0000 | 1);

        cpu.Run(1, dev);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(3UL);        // present, write
        dev.Log.ShouldBeEmpty();
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B08_On_registers_it_is_one_read_then_one_write(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.add(__dword_ptr[0xFEC0_0000], 1));
        TestDevice dev = cpu.Mmio(0xFEC0_0000);
        dev.Queue(41);

        cpu.Run(1, dev);

        dev.Log.ShouldBe(["r FEC00000/4", "w FEC00000/4=2A"]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B09_Ins_loses_no_data_to_a_page_fault(Engine engine, Answers answers)
    {
        using TestCpu cpu = Paged(new TestCpu(engine, answers), a => a.insb());
        TestDevice dev = cpu.Ports(0x50);
        dev.Queue(0x11, 0x22);
        MapPage(cpu, 5, 0);
        cpu.Registers.Rdi = 0x5000;
        cpu.Registers.Rdx = 0x50;
        cpu.Run(1, dev);
        cpu.Registers.Rip.ShouldBe(0x3000UL);
        dev.Log.ShouldBeEmpty();

        MapPage(cpu, 5, 0x5007);
        cpu.Registers.Rip = TestCpu.CodeAddress;        // what the handler's IRET does
        cpu.Run(1, dev);

        cpu.Read(0x5000, 1)[0].ShouldBe((byte)0x11);
        dev.Log.ShouldBe(["r 50/1"]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B09_The_probe_does_not_read_the_destination(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.insb());
        TestDevice port = cpu.Ports(0x50);
        TestDevice memory = cpu.Mmio(0xFEC0_0000);
        port.Queue(0x11);
        cpu.Registers.Rdi = 0xFEC0_0000;
        cpu.Registers.Rdx = 0x50;

        cpu.Run(1, port, memory);

        memory.Log.ShouldBe(["w FEC00000/1=11"]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B10_Movs_probes_its_destination_before_it_reads_a_device(Engine engine, Answers answers)
    {
        using TestCpu cpu = Paged(new TestCpu(engine, answers), a => a.movsb());
        TestDevice dev = cpu.Mmio(0xFEC0_0000);
        MapPage(cpu, 5, 0xFEC0_0000 | 7);
        MapPage(cpu, 6, 0);
        cpu.Registers.Rsi = 0x5000;
        cpu.Registers.Rdi = 0x6000;

        cpu.Run(1, dev);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.Registers.Cr2.ShouldBe(0x6000UL);
        dev.Log.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B11_The_destination_is_latched_by_the_probe(Engine engine)
    {
        using TestCpu cpu = Paged(new TestCpu(engine, Answers.Async), a => a.rep.insb());
        TestDevice dev = cpu.Ports(0x50);
        dev.Queue(0x11, 0x22);
        MapPage(cpu, 5, 0x8007);
        cpu.Registers.Rdi = 0x5000;
        cpu.Registers.Rdx = 0x50;
        cpu.Registers.Rcx = 2;
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);

        MapPage(cpu, 5, 0x9007);
        cpu.Cpu.FlushTranslations();
        cpu.Run(2, dev);

        cpu.Read(0x8000, 2).ShouldBe([0x11, 0]);
        cpu.Read(0x9000, 2).ShouldBe([0, 0x22]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B06_A_stack_may_lie_in_device_memory(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.pushad();
            a.popad();
        });
        TestDevice dev = cpu.Mmio(0xFEC0_0000, widths: AccessWidths.Byte | AccessWidths.Word);
        cpu.Registers.Rsp = 0xFEC0_0022;
        (cpu.Registers.Rax, cpu.Registers.Rdi) = (0x11223344, 0x55667788);

        cpu.Run(1, dev);
        cpu.Registers.Rsp.ShouldBe(0xFEC0_0002UL);
        dev.Writes.ShouldBe(16);
        dev.Log[0].ShouldBe("w FEC0001E/2=3344");

        dev.Value = 0x1234;
        cpu.Run(1, dev);
        cpu.Registers.Rsp.ShouldBe(0xFEC0_0022UL);
        cpu.Registers.Rdi.ShouldBe(0x12341234UL);
        dev.Reads.ShouldBe(14);                          // POPA skips ESP's item
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B06_An_event_may_be_delivered_on_a_stack_in_device_memory(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.@int(0x80)).Gate(0x80, 0x3000);
        TestDevice dev = cpu.Mmio(0xFEC0_0000);
        cpu.Registers.Rsp = 0xFEC0_0010;

        cpu.Run(1, dev);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        dev.Log.ShouldBe(["w FEC0000C/4=2", "w FEC00008/4=8", $"w FEC00004/4={TestCpu.CodeAddress + 2:X}"]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B06_Tables_may_lie_in_device_memory(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.mov(ds, eax));
        TestDevice dev = cpu.Mmio(0xFEC0_0000);
        dev.Queue(0x00CF_9200_0000_FFFF);                // a data segment, not accessed yet
        cpu.Registers.Gdt = (0xFEC0_0000, 0x1F);
        cpu.Registers.Rax = 16;

        cpu.Run(1, dev);

        dev.Log.ShouldBe(["r FEC00010/8", "w FEC00015/1=93"]);
        cpu.Registers.GetSegment(SegmentRegister.Ds).Limit.ShouldBe(uint.MaxValue);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B13_An_interrupt_is_taken_between_iterations(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a => a.rep.insb()).Gate(0x20, 0x3000);
        TestDevice dev = cpu.Ports(0x50);
        cpu.Cpu.AcknowledgeInterrupt = () => 0x20;
        (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rdi) = (4, 0x50, 0x5000);
        cpu.Registers.EFlags |= 0x200;
        cpu.Run(1, dev);
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);        // the second iteration waits

        cpu.Cpu.SetInterruptRequest(true);
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);
        dev.Release();
        cpu.Cpu.Run(2);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.Registers.Rcx.ShouldBe(2UL);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(TestCpu.CodeAddress);
        (cpu.ReadNumber((long)cpu.Registers.Rsp + 8, 4) & 0x10000).ShouldBe(0x10000UL);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B15_The_shadow_of_STI_survives_the_wait(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a =>
        {
            a.sti();
            a.@in(al, dx);
            a.hlt();
        }).Gate(0x20, 0x3000);
        TestDevice dev = cpu.Ports(0x50);
        dev.Queue(0x5A);
        cpu.Cpu.AcknowledgeInterrupt = () => 0x20;
        cpu.Registers.Rdx = 0x50;
        cpu.Cpu.SetInterruptRequest(true);
        cpu.Cpu.Run(5).Kind.ShouldBe(VcpuStopKind.IoPending);
        dev.Release();

        cpu.Cpu.Run(2);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.Registers.Rax.ShouldBe(0x5AUL);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(TestCpu.CodeAddress + 2UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B17_Wide_accesses_are_split_in_ascending_natural_pieces(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.mov(__dword_ptr[0xFEC0_0003], eax);
            a.mov(eax, __dword_ptr[0xFEC0_0002]);
        });
        TestDevice dev = cpu.Mmio(0xFEC0_0000, widths: AccessWidths.Byte | AccessWidths.Word);
        dev.Queue(0x2211, 0x4433);
        cpu.Registers.Rax = 0xDDCCBBAA;

        cpu.Run(2, dev);

        dev.Log.ShouldBe(["w FEC00003/1=AA", "w FEC00004/2=CCBB", "w FEC00006/1=DD", "r FEC00002/2", "r FEC00004/2"]);
        cpu.Registers.Rax.ShouldBe(0x44332211UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B17_Nobody_answers_with_all_ones(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).RealMode(a =>
        {
            a.mov(dx, 0x7777);
            a.@in(eax, dx);
            a.@out(dx, eax);
        });

        cpu.Run(3).Kind.ShouldBe(VcpuStopKind.Budget);

        cpu.Registers.Rax.ShouldBe(0xFFFF_FFFFUL);
    }

    /// <summary>Flat protected mode with paging: the first 4 MiB mapped one to one, a #PF handler at 3000h.</summary>
    private static TestCpu Paged(TestCpu cpu, Action<Assembler> code)
    {
        cpu.ProtectedMode(code).Gate(Pf, 0x3000);
        cpu.Write(0x3000, [0xF4]);
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
