using GenEmu.Abstractions;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Io;

/// <summary>An access that is answered at once allocates nothing, whichever way it runs.</summary>
public sealed class AllocationTests
{
    private const uint Mmio = 0xFEC0_0000;
    private const int Instructions = 4000;

    [Theory]
    [ClassData(typeof(Axes))]
    public void Accesses_that_are_answered_at_once_allocate_nothing(Engine engine, Answers interfaces)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            Iced.Intel.Label loop = a.CreateLabel();
            a.Label(ref loop);
            a.@in(al, dx);
            a.@out(dx, eax);
            a.mov(ebx, __dword_ptr[Mmio]);
            a.mov(__word_ptr[Mmio + 3], bx);
            a.jmp(loop);
        });
        var device = new QuietDevice();
        var ports = new DevicePortMap(cpu.Bus.Ports, "quiet");
        var memory = new DeviceMemoryMap(cpu.Memory, "quiet");
        var portClaim = new PortClaim { Base = 0x50, Length = 4, Widths = AccessWidths.UpToDword };
        var memoryClaim = new MmioClaim { Base = Mmio, Length = 4096, Widths = AccessWidths.UpToDword };
        _ = interfaces != Answers.Immediate ? ports.Claim(portClaim, (IAsyncPortDevice)device) : ports.Claim(portClaim, (IPortDevice)device);
        _ = interfaces != Answers.Immediate ? memory.Claim(memoryClaim, (IAsyncMmioDevice)device) : memory.Claim(memoryClaim, (IMmioDevice)device);
        cpu.Bus.Ports.Apply();
        cpu.Memory.Apply();
        cpu.Registers.Rdx = 0x50;

        LeastAllocated(cpu).ShouldBe(0);
        device.Last.ShouldNotBe(0UL);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Strings_of_ports_allocate_nothing(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            Iced.Intel.Label loop = a.CreateLabel();
            a.Label(ref loop);
            a.mov(ecx, 20);
            a.mov(edi, 0x5000);
            a.rep.insd();
            a.mov(ecx, 20);
            a.mov(esi, 0x5000);
            a.rep.outsb();
            a.jmp(loop);
        });
        var device = new QuietDevice();
        new DevicePortMap(cpu.Bus.Ports, "quiet").Claim(
            new PortClaim { Base = 0x50, Length = 4, Widths = AccessWidths.UpToDword, Batch = true, Coalesce = true }, (IPortDevice)device);
        cpu.Bus.Ports.Apply();
        cpu.Registers.Rdx = 0x50;

        LeastAllocated(cpu).ShouldBe(0);
        device.Last.ShouldBe(0x5AUL);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Instructions_string_operations_and_calls_allocate_nothing(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            Iced.Intel.Label loop = a.CreateLabel();
            Iced.Intel.Label routine = a.CreateLabel();
            a.fninit();
            a.Label(ref loop);
            a.mov(ecx, 20);
            a.mov(edi, 0x5000);
            a.rep.stosd();
            a.mov(ecx, 20);
            a.mov(esi, 0x5000);
            a.rep.movsb();
            a.call(routine);
            a.fld1();
            a.fstp(__dword_ptr[0x5000]);
            a.jmp(loop);
            a.Label(ref routine);
            a.imul(eax, ecx, 3);
            a.push(eax);
            a.pop(ebx);
            a.ret();
        });

        LeastAllocated(cpu).ShouldBe(0);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Interrupts_exceptions_and_their_returns_allocate_nothing(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            Iced.Intel.Label loop = a.CreateLabel();
            a.Label(ref loop);
            a.@int(0x80);
            a.ud2();
            a.@out(0x50, al);                                    // raises the interrupt that follows
            a.jmp(loop);
        });
        cpu.Gate(0x80, 0x6000).Gate(0x30, 0x6000).Gate(6, 0x6100);
        cpu.Write(0x6000, [0xCF]);                               // IRETD
        cpu.Write(0x6100, [0x83, 0x04, 0x24, 0x02, 0xCF]);       // ADD DWORD PTR [ESP], 2: past UD2
        cpu.Registers.EFlags |= 0x200;
        var device = new QuietDevice { Written = () => cpu.Cpu.QueueInterrupt(0x30) };
        new DevicePortMap(cpu.Bus.Ports, "quiet").Claim(new PortClaim { Base = 0x50, Length = 1 }, (IPortDevice)device);
        cpu.Bus.Ports.Apply();

        LeastAllocated(cpu).ShouldBe(0);
        device.Writes.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Patches_of_running_code_allocate_nothing(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            Iced.Intel.Label loop = a.CreateLabel();
            a.Label(ref loop);
            a.add(eax, 0x1234567);                               // five bytes: the immediate is patched
            a.inc(__byte_ptr[TestCpu.CodeAddress + 1]);
            a.jmp(loop);
        });

        LeastAllocated(cpu).ShouldBe(0);
    }

    /// <summary>Of several rounds the least: the runtime itself allocates now and then while it compiles and loads, an access would do it in every round.</summary>
    private static long LeastAllocated(TestCpu cpu)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 6; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            VcpuStop stop = cpu.Cpu.Run(Instructions);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            stop.Kind.ShouldBe(VcpuStopKind.Budget);
        }

        return least;
    }
}
