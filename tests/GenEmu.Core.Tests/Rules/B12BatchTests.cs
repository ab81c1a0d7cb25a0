using GenEmu.Abstractions;
using GenEmu.Core.Io;
using GenEmu.Core.Tests.Support;
using Iced.Intel;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Rule B12: what is done in one go equals single steps in everything.</summary>
public sealed class B12BatchTests
{
    private const ushort Port = 0x50;
    private const uint PageDirectory = 0x10_0000;
    private const uint PageTable = 0x10_1000;

    public static TheoryData<Engine, string, int> Strings()
    {
        var data = new TheoryData<Engine, string, int>();
        foreach (Engine engine in Enum.GetValues<Engine>())
        {
            foreach (string code in (string[])["insb", "insw", "insd", "outsb", "outsw", "outsd"])
            {
                foreach (int slice in (int[])[1, 2, 3, 7, 1000])
                {
                    data.Add(engine, code, slice);
                }
            }
        }

        return data;
    }

    [Theory]
    [ClassData(typeof(BatchAxes))]
    public void B12_A_batch_ends_with_the_page(Engine engine, Answers answers, Batching batching)
    {
        const uint BadPage = 6;
        using TestCpu cpu = Paged(new TestCpu(engine, answers), a => a.rep.insb());
        TestDevice dev = cpu.Ports(Port, batch: batching == Batching.Batched);
        MapPage(cpu, BadPage, 0);
        (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rdi) = (100, Port, (BadPage << 12) - 50);

        cpu.Run(51, dev);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.Registers.Cr2.ShouldBe(BadPage << 12);
        dev.Reads.ShouldBe(50);
        cpu.Registers.Rcx.ShouldBe(50UL);
        cpu.Registers.Rdi.ShouldBe((ulong)(BadPage << 12));
    }

    [Theory]
    [MemberData(nameof(Strings))]
    public void B12_A_batch_equals_single_steps_at_every_stop(Engine engine, string code, int slice)
        => Trace(engine, Batching.Batched, code, slice).ShouldBe(Trace(Engine.Recorded, Batching.Single, code, slice));

    [Theory]
    [MemberData(nameof(Strings))]
    public void B12_A_block_device_moves_the_same(Engine engine, string code, int slice)
    {
        using TestCpu one = StringLoop(new TestCpu(Engine.Recorded), code);
        using TestCpu other = StringLoop(new TestCpu(engine), code);
        var single = new BlockDevice();
        var block = new BlockDevice { Sector = 16 };
        new DevicePortMap(one.Bus.Ports, "single").Claim(Claim, new Singly(single));
        new DevicePortMap(other.Bus.Ports, "block").Claim(Claim, block);
        one.Bus.Ports.Apply();
        other.Bus.Ports.Apply();

        for (int i = 0; i < 300; i += slice)
        {
            one.Cpu.Run(slice);
            other.Cpu.Run(slice);
            State(other).ShouldBe(State(one));
        }

        block.Written.ShouldBe(single.Written);
        if (slice == 1000)
        {
            block.Blocks.Max().ShouldBe(15);
            block.Singles.ShouldBeLessThan(single.Singles / 4);
        }
    }

    [Theory]
    [ClassData(typeof(BatchAxes))]
    public void B12_An_element_that_asks_for_attention_ends_the_batch(Engine engine, Answers answers, Batching batching)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.rep.outsb());
        TestDevice dev = cpu.Ports(Port, batch: batching == Batching.Batched);
        dev.Written = (_, _) =>
        {
            if (dev.Writes == 5)
            {
                cpu.Cpu.RequestAttention();
            }
        };
        (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rsi) = (20, Port, 0x5000);
        cpu.Run(1, dev);

        VcpuStop stop = cpu.Run(100, dev);

        stop.Kind.ShouldBe(VcpuStopKind.Attention);
        stop.Iteration.ShouldBe(5);
        (cpu.Registers.Rcx, cpu.Registers.Rsi, cpu.Cpu.InstructionCount).ShouldBe((15UL, 0x5005UL, 5L));
    }

    [Theory]
    [ClassData(typeof(BatchAxes))]
    public void B12_An_interrupt_is_taken_behind_the_element_that_raised_it(Engine engine, Answers answers, Batching batching)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.rep.insb()).Gate(0x20, 0x3000);
        cpu.Write(0x3000, [0xF4]);
        TestDevice dev = cpu.Ports(Port, batch: batching == Batching.Batched);
        cpu.Cpu.AcknowledgeInterrupt = () => 0x20;
        dev.Asked = () => cpu.Cpu.SetInterruptRequest(dev.Reads == 7);
        (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rdi) = (20, Port, 0x5000);
        cpu.Registers.EFlags |= 0x200;

        cpu.Run(8, dev);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.Registers.Rcx.ShouldBe(13UL);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(TestCpu.CodeAddress);
        (cpu.ReadNumber((long)cpu.Registers.Rsp + 8, 4) & 0x10000).ShouldBe(0x10000UL);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B12_An_element_that_is_moved_alone_may_raise_an_interrupt(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.rep.insb()).Gate(0x20, 0x3000);
        cpu.Write(0x3000, [0xF4]);
        var device = new BlockDevice { Sector = 16, Alone = next => cpu.Cpu.SetInterruptRequest(next == 31) };
        new DevicePortMap(cpu.Bus.Ports, "block").Claim(Claim, device);
        cpu.Bus.Ports.Apply();
        cpu.Cpu.AcknowledgeInterrupt = () => 0x20;
        (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rdi) = (100, Port, 0x5000);
        cpu.Registers.EFlags |= 0x200;

        cpu.Run(33);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.Registers.Rcx.ShouldBe(68UL);
        device.Blocks.Max().ShouldBe(15);
    }

    [Theory]
    [InlineData(Engine.Direct, "trap")]
    [InlineData(Engine.Recorded, "trap")]
    [InlineData(Engine.Direct, "breakpoint")]
    [InlineData(Engine.Recorded, "breakpoint")]
    [InlineData(Engine.Direct, "host breakpoint")]
    [InlineData(Engine.Recorded, "host breakpoint")]
    [InlineData(Engine.Direct, "down")]
    [InlineData(Engine.Recorded, "down")]
    [InlineData(Engine.Direct, "watch")]
    [InlineData(Engine.Recorded, "watch")]
    [InlineData(Engine.Direct, "delay")]
    [InlineData(Engine.Recorded, "delay")]
    [InlineData(Engine.Direct, "recording")]
    [InlineData(Engine.Recorded, "recording")]
    [InlineData(Engine.Direct, "registers")]
    [InlineData(Engine.Recorded, "registers")]
    public void B12_Nothing_is_batched_where_somebody_could_look_between_two_elements(Engine engine, string reason)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.rep.insb()).Gate(1, 0x3000);
        cpu.Write(0x3000, [0xF4]);
        var device = new BlockDevice();
        new DevicePortMap(cpu.Bus.Ports, "block").Claim(Claim, device);
        cpu.Bus.Ports.Apply();
        TestDevice registers = cpu.Mmio(0xFEC0_0000);
        (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rdi) = (100, Port, reason == "registers" ? 0xFEC0_0000 : 0x5800u);
        switch (reason)
        {
            case "trap":
                cpu.Registers.EFlags |= 0x100;
                break;
            case "breakpoint":
                cpu.Registers.SetDr(0, 0x5900);
                cpu.Registers.Dr7 = 0x10002;
                break;
            case "host breakpoint":
                cpu.Cpu.HostDebug.Add(GenEmu.Core.Debug.HostBreakpointKind.Io, 0x60);
                break;
            case "down":
                cpu.Registers.EFlags |= 0x400;
                break;
            case "watch":
                cpu.Bus.Watch = _ => { };
                break;
            case "delay":
                cpu.Bus.Delay = (answer, value) => answer.Complete(value);
                break;
            case "recording":
                cpu.Bus.Recording = new AnswerLog();
                break;
        }

        cpu.Cpu.Run(50);

        device.Blocks.ShouldBeEmpty();
        device.Singles.ShouldBe(reason == "trap" ? 1 : 50);
        registers.Writes.ShouldBe(reason == "registers" ? 50 : 0);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B12_In_a_16_bit_segment_the_index_wraps_between_elements(Engine engine)
    {
        string[] traces = [.. new[] { Batching.Batched, Batching.Single }.Select(batching =>
        {
            using TestCpu cpu = new TestCpu(engine).RealMode(a => a.rep.insb());
            TestDevice dev = cpu.Ports(Port, batch: batching == Batching.Batched);
            dev.Queue([.. Enumerable.Range(1, 40).Select(i => (ulong)i)]);
            (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rdi) = (0xAAAA0028, Port, 0xBBBBFFF0);
            cpu.Run(40);
            return $"{State(cpu)} {Convert.ToHexString(cpu.Read(0xFFF0, 32))} {Convert.ToHexString(cpu.Read(0, 32))}";
        })];

        traces[0].ShouldBe(traces[1]);
        traces[0].ShouldContain("edi=BBBB0018");
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B12_Code_that_is_read_in_runs(Engine engine)
    {
        // REP INSB overwrites the NOPs behind it, which lie in the same block, by HLTs.
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.mov(Iced.Intel.AssemblerRegisters.edi, TestCpu.CodeAddress + 12);
            a.mov(Iced.Intel.AssemblerRegisters.ecx, 4);
            a.rep.insb();
            a.nop();
            a.nop();
            a.nop();
            a.nop();
        });
        TestDevice dev = cpu.Ports(Port, batch: true);
        dev.Value = 0xF4;
        cpu.Registers.Rdx = Port;

        cpu.Run(100).Kind.ShouldBe(VcpuStopKind.Halted);

        cpu.Registers.Rip.ShouldBe(TestCpu.CodeAddress + 13UL);
    }

    [Theory]
    [InlineData(Engine.Direct, -1)]
    [InlineData(Engine.Recorded, -1)]
    [InlineData(Engine.Direct, 1000)]
    [InlineData(Engine.Recorded, 1000)]
    public void B12_A_block_device_that_counts_wrong_is_a_device_that_failed(Engine engine, int lie)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.rep.insb());
        new DevicePortMap(cpu.Bus.Ports, "block").Claim(Claim, new BlockDevice { Lie = _ => lie });
        cpu.Bus.Ports.Apply();
        (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rdi) = (10, Port, 0x5000);

        cpu.Run(20).Kind.ShouldBe(VcpuStopKind.Budget);

        cpu.Faults.ShouldNotBeEmpty();
        cpu.Faults[0].ShouldContain($"it moved {lie} of");
        cpu.Registers.Rcx.ShouldBe(0UL);
        cpu.Read(0x5001, 1)[0].ShouldBe((byte)0xFF);
    }

    [Fact]
    public void B12_Claims_that_answer_later_cannot_be_batched()
    {
        using var cpu = new TestCpu();

        Should.Throw<DeviceConfigurationException>(() => new DevicePortMap(cpu.Bus.Ports, "late").Claim(
            new PortClaim { Base = Port, Batch = true }, (IAsyncPortDevice)new TestDevice())).Message.ShouldBe("late: the ports at 50h answer later, so their accesses cannot be batched.");
    }

    private static PortClaim Claim => new() { Base = Port, Length = 4, Widths = AccessWidths.UpToDword };

    /// <summary>Everything that can be seen: registers and memory at each stop, and each element with the instruction count that its device read.</summary>
    private static List<string> Trace(Engine engine, Batching batching, string code, int slice)
    {
        List<string> trace = [];
        using TestCpu cpu = StringLoop(new TestCpu(engine), code);
        TestDevice dev = cpu.Ports(Port, 4, batch: batching == Batching.Batched);
        dev.Queue([.. Enumerable.Range(1, 500).Select(i => (ulong)i * 0x01010101)]);
        dev.Asked = () => trace.Add($"{dev.Log[^1]} at {cpu.Cpu.InstructionCount}, RIP {cpu.Registers.Rip:X}");
        for (int i = 0; i < 300; i += slice)
        {
            VcpuStop stop = cpu.Cpu.Run(slice);
            trace.Add($"{stop} {State(cpu)}");
        }

        return trace;
    }

    /// <summary>Strings of various lengths over a page's end, in a loop.</summary>
    private static TestCpu StringLoop(TestCpu cpu, string code)
    {
        cpu.ProtectedMode(a =>
        {
            Label loop = a.CreateLabel();
            a.Label(ref loop);
            a.mov(AssemblerRegisters.edi, 0x6000 - 37);
            a.mov(AssemblerRegisters.esi, 0x6000 - 37);
            a.lea(AssemblerRegisters.ecx, AssemblerRegisters.__[AssemblerRegisters.ebx + 17]);
            a.add(AssemblerRegisters.ebx, 11);
            switch (code)
            {
                case "insb": a.rep.insb(); break;
                case "insw": a.rep.insw(); break;
                case "insd": a.rep.insd(); break;
                case "outsb": a.rep.outsb(); break;
                case "outsw": a.rep.outsw(); break;
                default: a.rep.outsd(); break;
            }

            a.nop();
            a.jmp(loop);
        });
        cpu.Write(0x5F00, [.. Enumerable.Range(0, 0x400).Select(i => (byte)(i * 7))]);
        cpu.Registers.Rdx = Port;
        return cpu;
    }

    private static string State(TestCpu cpu)
    {
        VcpuRegisters r = cpu.Registers;
        byte[] memory = cpu.Read(0x5F00, 0x400);
        return $"rip={r.Rip:X} ecx={r.Rcx:X} esi={r.Rsi:X} edi={r.Rdi:X} flags={r.EFlags:X} count={cpu.Cpu.InstructionCount} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(memory))}";
    }

    /// <summary>Flat protected mode with paging: the first 4 MiB mapped one to one, a #PF handler at 3000h.</summary>
    private static TestCpu Paged(TestCpu cpu, Action<Assembler> code)
    {
        cpu.ProtectedMode(code).Gate(14, 0x3000);
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

    /// <summary>Hides that a device takes blocks.</summary>
    private sealed class Singly(IPortDevice device) : IPortDevice
    {
        public uint ReadPort(PortAccess access) => device.ReadPort(access);

        public void WritePort(PortAccess access, uint value) => device.WritePort(access, value);
    }
}
