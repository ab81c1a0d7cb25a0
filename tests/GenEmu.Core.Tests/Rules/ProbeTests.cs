using GenEmu.Abstractions;
using GenEmu.Core.Memory;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>What is checked before a device is touched, and how accesses are cut.</summary>
public sealed class ProbeTests
{
    private const ulong Mmio = 0xFEC0_0000;

    /// <summary>Page 5 is a device's, page 6 is absent or read-only.</summary>
    private const uint DevicePage = 0x5000;
    private const uint BadPage = 0x6000;

    [Theory]
    [ClassData(typeof(Axes))]
    public void B04_Every_kind_of_read_has_its_own_size(Engine engine, Answers answers)
    {
        (Action<Assembler> Code, string Read)[] reads =
        [
            (a => a.movzx(eax, __word_ptr[Mmio + 1]), "r FEC00001/2"),
            (a => a.test(__byte_ptr[Mmio + 3], 1), "r FEC00003/1"),
            (a => a.cmp(__word_ptr[Mmio + 2], 1), "r FEC00002/2"),
            (a => a.bt(__dword_ptr[Mmio], 31), "r FEC00000/4"),
            (a => a.bt(__word_ptr[Mmio], 15), "r FEC00000/2"),
            (a => a.lodsb(), "r FEC00003/1"),
            (a => a.add(eax, __dword_ptr[Mmio + 4]), "r FEC00004/4"),
            (a => a.push(__dword_ptr[Mmio + 8]), "r FEC00008/4"),
        ];
        foreach ((Action<Assembler> code, string read) in reads)
        {
            using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(code);
            TestDevice dev = cpu.Mmio(Mmio, widths: AccessWidths.UpToQword | AccessWidths.Word);
            cpu.Registers.Rsi = Mmio + 3;

            cpu.Run(1, dev);

            dev.Log.ShouldBe(read is "r FEC00001/2" ? ["r FEC00001/1", "r FEC00002/1"] : [read]);      // never wider, never merged; unaligned in pieces
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B07_Eight_bytes_over_two_pages_are_written_whole_or_not_at_all(Engine engine, Answers answers)
    {
        foreach (bool inDevice in (bool[])[false, true])
        {
            using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.cmpxchg8b(__qword_ptr[0x5FFC])).Paged();
            TestDevice dev = cpu.Mmio(Mmio);
            cpu.Map(5, inDevice ? (uint)Mmio : DevicePage);
            cpu.Unmap(6);
            cpu.Write(0x5FFC, [1, 2, 3, 4, 5, 6, 7, 8]);

            cpu.Run(1, dev);

            cpu.Registers.Rip.ShouldBe(PageTables.Handler);
            cpu.Registers.Cr2.ShouldBe(BadPage);
            cpu.Read(0x5FFC, 8).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
            dev.Log.ShouldBeEmpty();
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B08_Each_read_modify_write_faults_as_a_write_before_its_read(Engine engine, Answers answers)
    {
        Action<Assembler>[] changes =
        [
            a => a.add(__dword_ptr[DevicePage], 1), a => a.@lock.add(__dword_ptr[DevicePage], eax), a => a.inc(__dword_ptr[DevicePage]), a => a.not(__dword_ptr[DevicePage]),
            a => a.shl(__dword_ptr[DevicePage], 1), a => a.shld(__dword_ptr[DevicePage], eax, 3), a => a.xchg(__dword_ptr[DevicePage], eax),
            a => a.xadd(__dword_ptr[DevicePage], eax), a => a.cmpxchg(__dword_ptr[DevicePage], ecx), a => a.cmpxchg8b(__qword_ptr[DevicePage]), a => a.bts(__dword_ptr[DevicePage], 3),
        ];
        foreach (Action<Assembler> change in changes)
        {
            using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(change).Paged();
            TestDevice dev = cpu.Mmio(Mmio);
            cpu.Map(5, (uint)Mmio, PageTables.ReadOnly);

            cpu.Run(1, dev);

            cpu.Registers.Rip.ShouldBe(PageTables.Handler);
            cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(3UL);        // present, write
            dev.Log.ShouldBeEmpty();
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B08_LOCK_makes_no_difference_to_a_device(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.@lock.xadd(__dword_ptr[Mmio], eax));
        TestDevice dev = cpu.Mmio(Mmio);
        dev.Queue(40);
        cpu.Registers.Rax = 2;

        cpu.Run(1, dev);

        dev.Log.ShouldBe(["r FEC00000/4", "w FEC00000/4=2A"]);
        cpu.Registers.Rax.ShouldBe(40UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B10_Both_ends_are_probed_before_a_device_is_read(Engine engine, Answers answers)
    {
        (Action<Assembler> Code, uint Stack)[] moves =
        [
            (a => a.movsb(), 0x9000),
            (a => a.push(__dword_ptr[DevicePage]), BadPage + 0x100),
            (a => a.pop(__dword_ptr[BadPage]), DevicePage + 0x100),
            (a => a.xchg(__dword_ptr[BadPage - 2], eax), 0x9000),
            (a => a.call(__dword_ptr[DevicePage]), BadPage + 0x100),
            (a => a.cmpsb(), 0x9000),
            (a => a.bound(eax, __qword_ptr[BadPage - 4]), 0x9000),
            (a => a.lds(eax, __fword_ptr[BadPage - 4]), 0x9000),
            (a => a.popad(), BadPage - 8),
            (a => a.iretd(), BadPage - 8),
            (a => a.retf(), BadPage - 4),
        ];
        foreach ((Action<Assembler> code, uint stack) in moves)
        {
            using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(code).Paged();
            TestDevice dev = cpu.Mmio(Mmio);
            cpu.Map(5, (uint)Mmio);
            cpu.Unmap(6);
            (cpu.Registers.Rsi, cpu.Registers.Rdi, cpu.Registers.Rsp) = (DevicePage, BadPage, stack);
            cpu.Gate(14, 0, 0x8500).Gate(8, 0, 0x8500);              // a stack may be bad, so #PF is not delivered: shutdown

            cpu.Run(1, dev).Kind.ShouldBe(VcpuStopKind.Shutdown);

            (cpu.Registers.Cr2 & ~0xFFFUL).ShouldBe(BadPage);
            dev.Log.ShouldBeEmpty();
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B17_A_store_of_16_bytes_is_cut_into_natural_pieces(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.movups(__xmmword_ptr[Mmio + 6], xmm0));
        TestDevice dev = cpu.Mmio(Mmio, widths: AccessWidths.UpToQword);
        cpu.Registers.Cr4 = 0x200;               // OSFXSR
        cpu.Registers.SetXmm(0, new UInt128(0x0F0E_0D0C_0B0A_0908, 0x0706_0504_0302_0100));

        cpu.Run(1, dev);

        dev.Log.ShouldBe(["w FEC00006/2=100", "w FEC00008/8=908070605040302", "w FEC00010/4=D0C0B0A", "w FEC00014/2=F0E"]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B17_A_load_of_16_bytes_is_cut_into_natural_pieces(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.movups(xmm0, __xmmword_ptr[Mmio + 6]));
        TestDevice dev = cpu.Mmio(Mmio, widths: AccessWidths.UpToQword);
        dev.Queue(0x0100, 0x0908_0706_0504_0302, 0x0D0C_0B0A, 0x0F0E);
        cpu.Registers.Cr4 = 0x200;               // OSFXSR

        cpu.Run(1, dev);

        dev.Log.ShouldBe(["r FEC00006/2", "r FEC00008/8", "r FEC00010/4", "r FEC00014/2"]);
        cpu.Registers.GetXmm(0).ShouldBe(new UInt128(0x0F0E_0D0C_0B0A_0908, 0x0706_0504_0302_0100));
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B17_A_store_of_10_bytes_is_cut_into_natural_pieces(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.fninit();
            a.fld1();
            a.fstp(__tword_ptr[Mmio + 6]);
        });
        TestDevice dev = cpu.Mmio(Mmio, widths: AccessWidths.UpToQword);

        cpu.Run(3, dev);

        dev.Log.ShouldBe(["w FEC00006/2=0", "w FEC00008/8=3FFF800000000000"]);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B17_After_INIT_only_the_pieces_exist_that_were_sent(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a => a.mov(__dword_ptr[Mmio + 3], eax));
        TestDevice dev = cpu.Mmio(Mmio, widths: AccessWidths.Byte | AccessWidths.Word);
        cpu.Registers.Rax = 0xDDCCBBAA;
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);
        dev.Release();
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);

        cpu.Cpu.Reset(ResetKind.Init);
        dev.Release();
        cpu.Cpu.Run(1);

        dev.Log.ShouldBe(["w FEC00003/1=AA", "w FEC00004/2=CCBB"]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B17_Nobody_answers_in_memory_with_all_ones(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.mov(__dword_ptr[Mmio], eax);
            a.mov(ebx, __dword_ptr[Mmio]);
        });

        cpu.Run(2).Kind.ShouldBe(VcpuStopKind.Budget);

        cpu.Registers.Rbx.ShouldBe(uint.MaxValue);
    }
}
