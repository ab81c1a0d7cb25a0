using GenEmu.Abstractions;
using GenEmu.Core.Io;
using GenEmu.Core.Tests.Support;
using GenEmu.Core.Tracing;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Tracing;

/// <summary>What tracers hear, and that nobody else notices.</summary>
public sealed class TracerTests
{
    private const TraceKinds All = TraceKinds.Io | TraceKinds.Mmio | TraceKinds.Events | TraceKinds.Instructions | TraceKinds.Boundaries;

    [Theory]
    [ClassData(typeof(Axes))]
    public void Every_access_is_heard_of_once_with_its_value(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.@in(al, 0x40);
            a.@out(0x40, al);
            a.mov(ecx, __dword_ptr[0x80_0000]);
            a.mov(__dword_ptr[0x80_0004], ecx);
            a.@in(al, 0x99);
        });
        TestDevice port = cpu.Ports(0x40);
        TestDevice memory = cpu.Mmio(0x80_0000);
        port.Queue(0x5A);
        memory.Queue(0x12345678);
        var tracer = new TestTracer(TraceKinds.Io | TraceKinds.Mmio);
        cpu.Cpu.Tracer = tracer;

        cpu.Run(5, port, memory);

        AccessOutcome outcome = answers != Answers.Immediate ? AccessOutcome.Waited : AccessOutcome.Immediate;
        tracer.Accesses.Select(a => (a.Kind, a.Address, a.Value, a.Device, a.Outcome)).ShouldBe(
        [
            (IoKind.PortRead, 0x40UL, 0x5AUL, "DEV0", outcome),
            (IoKind.PortWrite, 0x40UL, 0x5AUL, "DEV0", outcome),
            (IoKind.MemoryRead, 0x80_0000UL, 0x12345678UL, "DEV1", outcome),
            (IoKind.MemoryWrite, 0x80_0004UL, 0x12345678UL, "DEV1", outcome),
            (IoKind.PortRead, 0x99UL, 0xFFUL, "", AccessOutcome.Immediate),
        ]);
        tracer.Accesses.Select(a => a.At.Instructions).ShouldBe([0L, 1, 2, 3, 4]);
        tracer.Accesses[1].At.Rip.ShouldBe(TestCpu.CodeAddress + 2UL);
    }

    [Fact]
    public void An_access_that_a_reset_makes_void_is_heard_of()
    {
        using TestCpu cpu = new TestCpu(Engine.Direct, Answers.Async).ProtectedMode(a => a.@in(al, 0x40));
        cpu.Ports(0x40);
        var tracer = new TestTracer(TraceKinds.Io);
        cpu.Cpu.Tracer = tracer;
        cpu.Cpu.Run(1);

        cpu.Cpu.Reset(ResetKind.Init);

        TracedAccess access = tracer.Accesses.ShouldHaveSingleItem();
        access.Outcome.ShouldBe(AccessOutcome.Cancelled);
        access.At.Rip.ShouldBe(TestCpu.CodeAddress);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void Deliveries_are_heard_of_with_both_ends(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.@int(0x30);
            a.hlt();
        });
        cpu.Gate(0x30, 0x3000).Write(0x3000, [0xF7, 0xF1]);        // DIV ECX
        cpu.Gate(0, 0x3100).Write(0x3100, [0xF4]);
        var tracer = new TestTracer(TraceKinds.Events);
        cpu.Cpu.Tracer = tracer;

        cpu.Run(2);

        tracer.Deliveries.Select(d => (d.Vector, d.Kind, d.ErrorCode, d.From.Rip, d.From.Selector, d.Rip, d.Selector)).ShouldBe(
        [
            (0x30, DeliveryKind.Software, null, TestCpu.CodeAddress + 2UL, (ushort)8, 0x3000UL, (ushort)8),
            (0, DeliveryKind.Exception, null, 0x3000UL, (ushort)8, 0x3100UL, (ushort)8),
        ]);
    }

    [Fact]
    public void Instructions_are_heard_of_when_they_begin_and_repetitions_once()
    {
        using TestCpu cpu = new TestCpu().ProtectedMode(a =>
        {
            a.mov(ecx, 3);
            a.rep.stosb();
            a.@in(al, 0x40);
            a.ud2();
        });
        cpu.Registers.Rdi = 0x5000;
        cpu.Gate(6, 0x3000).Write(0x3000, [0xF4]);
        TestDevice dev = cpu.Ports(0x40);
        var tracer = new TestTracer(TraceKinds.Instructions);
        cpu.Cpu.Tracer = tracer;

        cpu.Run(8, dev);

        tracer.Instructions.Select(i => i.Code).ShouldBe(["B903000000", "F3AA", "E440", "0F0B", "F4"]);
        tracer.Instructions.ShouldAllBe(i => i.Instruction.Bits == 32);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void Nothing_changes_by_being_heard_of(Engine engine, Answers answers)
    {
        string plain = Observe(engine, answers, null);
        Observe(engine, answers, new TestTracer(All)).ShouldBe(plain);
        Observe(engine, answers, new TestTracer(TraceKinds.Io)).ShouldBe(plain);
    }

    private static string Observe(Engine engine, Answers answers, ITracer? tracer)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            Iced.Intel.Label again = a.CreateLabel();
            a.mov(ecx, 50);
            a.Label(ref again);
            a.@in(al, 0x40);
            a.add(ebx, eax);
            a.push(ebx);
            a.@int(0x30);
            a.mov(__dword_ptr[0x80_0000], ebx);
            a.loop(again);
            a.div(ecx);
        });
        cpu.Gate(0x30, 0x3000).Write(0x3000, [0xCF]);
        cpu.Gate(0, 0x3100).Write(0x3100, [0xF4]);
        TestDevice port = cpu.Ports(0x40);
        TestDevice memory = cpu.Mmio(0x80_0000);
        port.Queue([.. Enumerable.Range(0, 50).Select(i => (ulong)(i * 7))]);
        cpu.Cpu.Tracer = tracer;
        VcpuStop stop = cpu.Run(1000, port, memory);
        string registers = $"{stop} {cpu.Registers.Rax:X} {cpu.Registers.Rbx:X} {cpu.Registers.Rsp:X} {cpu.Registers.EFlags:X} {cpu.Cpu.InstructionCount}";
        return $"{registers} {string.Join(',', memory.Log)} {Convert.ToHexString(cpu.Read(0x8F00, 0x100))}";
    }
}
