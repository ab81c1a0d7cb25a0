using GenEmu.Abstractions;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Rule B18: writes that a claim lets wait.</summary>
public sealed class B18CoalescedWriteTests
{
    private const ushort Port = 0x50;
    private const uint Mmio = 0xFEC0_0000;

    [Theory]
    [ClassData(typeof(Axes))]
    public void B18_Coalesced_writes_come_before_the_next_read(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.@out(dx, al);
            a.@out(dx, ax);
            a.@out(dx, eax);
            a.@in(al, dx);
        });
        TestDevice dev = Device(cpu, out List<long> delivered);
        cpu.Registers.Rax = 0x44332211;

        cpu.Run(4, dev);

        dev.Log.ShouldBe(["w 50/1=11", "w 50/2=2211", "w 50/4=44332211", "r 50/1"]);
        delivered.ShouldBe(answers == Answers.Immediate ? [3L, 3, 3] : [0L, 1, 2]);        // they really waited
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B18_Writes_to_memory_wait_too(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.mov(__dword_ptr[Mmio], eax);
            a.mov(__byte_ptr[Mmio + 4], al);
            a.mov(__byte_ptr[Mmio + 5], ah);
            a.mov(ebx, __dword_ptr[Mmio + 8]);
        });
        TestDevice dev = cpu.Mmio(Mmio, coalesce: true);
        List<long> delivered = [];
        dev.Written = (_, _) => delivered.Add(cpu.Cpu.InstructionCount);
        cpu.Registers.Rax = 0x44332211;

        cpu.Run(4, dev);

        dev.Log.ShouldBe(["w FEC00000/4=44332211", "w FEC00004/1=11", "w FEC00005/1=22", "r FEC00008/4"]);
        delivered.ShouldBe(answers == Answers.Immediate ? [3L, 3, 3] : [0L, 1, 2]);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B18_Ports_and_memory_share_one_order_and_other_devices_do_not_overtake(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.@out(dx, al);
            a.mov(__byte_ptr[Mmio], al);
            a.@out(dx, al);
            a.@out(0x60, al);
            a.@out(dx, al);
        });
        List<string> order = [];
        cpu.Ports(Port, coalesce: true).Written = (_, _) => order.Add("port");
        cpu.Mmio(Mmio, coalesce: true).Written = (_, _) => order.Add("memory");
        cpu.Ports(0x60).Written = (_, _) => order.Add("other");
        cpu.Registers.Rdx = Port;

        cpu.Run(5);

        order.ShouldBe(["port", "memory", "port", "other", "port"]);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B18_The_host_sees_them_delivered_at_every_stop(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.@out(dx, al);
            a.@out(dx, al);
            a.hlt();
        });
        TestDevice dev = Device(cpu, out _);

        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);
        dev.Writes.ShouldBe(1);
        cpu.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.Halted);
        dev.Writes.ShouldBe(2);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B18_They_come_before_an_interrupt_is_taken(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.@out(dx, al);
            a.sti();
            a.nop();
            a.hlt();
        }).Gate(0x20, 0x3000);
        cpu.Write(0x3000, [0xF4]);
        List<string> order = [];
        Device(cpu, out _).Written = (_, _) => order.Add("write");
        cpu.Cpu.AcknowledgeInterrupt = () =>
        {
            order.Add("interrupt");
            return 0x20;
        };
        cpu.Cpu.SetInterruptRequest(true);

        cpu.Cpu.Run(20);

        order[..2].ShouldBe(["write", "interrupt"]);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B18_A_full_queue_is_delivered_and_the_write_goes_through_at_once(Engine engine)
    {
        const int Count = WriteQueue.Capacity + 3;
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.rep.outsb());
        TestDevice dev = Device(cpu, out List<long> delivered);
        cpu.Write(0x5000, [.. Enumerable.Range(0, Count).Select(i => (byte)i)]);
        (cpu.Registers.Rsi, cpu.Registers.Rcx) = (0x5000, Count);

        cpu.Run(Count);

        dev.Log.ShouldBe(Enumerable.Range(0, Count).Select(i => $"w 50/1={i:X}"));
        delivered.ShouldBe([.. Enumerable.Repeat((long)WriteQueue.Capacity, WriteQueue.Capacity + 1), Count, Count]);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B18_A_snapshot_can_ask_for_them(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.@out(dx, al);
            a.@in(al, 0x60);
        });
        TestDevice dev = Device(cpu, out _);
        List<string> atSnapshot = [];
        cpu.Ports(0x60);
        cpu.Bus.Watch = request =>
        {
            if (request.Address == 0x60)
            {
                dev.Log.ShouldBeEmpty();
                cpu.Bus.FlushWrites();
                atSnapshot.AddRange(dev.Log);
            }
        };

        cpu.Run(2);

        atSnapshot.ShouldBe(["w 50/1=0"]);
        dev.Writes.ShouldBe(1);
    }

    [Fact]
    public void B18_What_a_late_write_asks_for_is_attributed_to_it()
    {
        using TestCpu cpu = new TestCpu().ProtectedMode(a =>
        {
            a.@out(dx, al);
            a.@out(dx, al);
        });
        List<(ulong, ulong)?> current = [];
        Device(cpu, out _).Written = (_, _) => current.Add(cpu.Bus.Current is { } c ? (c.Address, c.Data) : null);
        cpu.Registers.Rax = 7;

        cpu.Run(2);

        current.ShouldBe([((ulong)Port, 7UL), ((ulong)Port, 7UL)]);
    }

    [Fact]
    public void B18_Claims_that_answer_later_cannot_coalesce()
    {
        using var cpu = new TestCpu();

        Should.Throw<DeviceConfigurationException>(() => new DevicePortMap(cpu.Bus.Ports, "late").Claim(
            new PortClaim { Base = Port, Coalesce = true }, (IAsyncPortDevice)new TestDevice())).Message.ShouldBe("late: the ports at 50h answer later, so their accesses cannot be coalesced.");
        Should.Throw<DeviceConfigurationException>(() => new DeviceMemoryMap(cpu.Memory, "late").Claim(
            new MmioClaim { Base = Mmio, Length = 16, Coalesce = true }, (IAsyncMmioDevice)new TestDevice())).Message.ShouldContain("late");
    }

    private static TestDevice Device(TestCpu cpu, out List<long> delivered)
    {
        TestDevice dev = cpu.Ports(Port, 4, coalesce: true);
        List<long> counts = delivered = [];
        dev.Written = (_, _) => counts.Add(cpu.Cpu.InstructionCount);
        cpu.Registers.Rdx = Port;
        return dev;
    }
}
