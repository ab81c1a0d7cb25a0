using GenEmu.Abstractions;
using GenEmu.Core.Tracing;
using GenEmu.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Traces as text.</summary>
public sealed class TraceTests : IDisposable
{
    private const TraceKinds All = TraceKinds.Io | TraceKinds.Mmio | TraceKinds.Events | TraceKinds.Instructions | TraceKinds.Boundaries;

    private readonly string _folder = Directory.CreateTempSubdirectory("genemu-trace-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_kind_has_its_line()
    {
        var text = new StringWriter { NewLine = "\n" };
        var device = new TestDevice();
        device.OnRead(0x11, () => 0x5A).OnWrite(0x10, _ => device.Host.RequestReset(ResetKind.Init));
        int starts = 0;
        device.OnRead(0x12, () => (uint)starts++);
        await using (Machine machine = Rig.Create(
            a =>
            {
                Iced.Intel.Label again = a.CreateLabel();
                a.@in(al, 0x12);
                a.test(al, al);
                a.jne(again);
                a.@in(al, 0x11);
                a.mov(__byte_ptr[0x9000], al);
                a.@out(0x99, al);
                a.@int(0x21);
                a.Label(ref again);
                a.@out(Rig.StopPort, al);
            },
            b => b.Trace(All, text),
            device))
        {
            device.Host.Memory.Write(0x21 * 4, [0x00, 0x05, 0x00, 0x00]);
            device.Host.Memory.Write(0x500, [0xE6, 0x10]);                  // OUT 10h, AL
            await machine.RunAsync();
        }

        string[] lines = text.ToString().TrimEnd('\n').Split('\n');
        lines.ShouldContain("0 cpu0 F000:0000FFF0 insn EA000000F0            jmp far 0, 0F000h");
        lines.ShouldContain("4 cpu0 F000:00000006 io in 0011/1 = 5A from TestDevice");
        lines.ShouldContain("4 cpu0 F000:00000006 insn E411                  in al, 11h");
        lines.ShouldContain("6 cpu0 F000:0000000B io out 0099/1 := 5A to nobody");
        lines.ShouldContain("7 cpu0 F000:0000000F event software 21 -> 0000:00000500");
        lines.ShouldContain("8 cpu0 0000:00000500 io out 0010/1 := 5A to TestDevice");
        lines.ShouldContain("9 cpu0 0000:00000502 boundary attention of attention");
        lines.ShouldContain("8 cpu0 0000:00000500 reset Init by TestDevice, io out 0010/1 := 5A, time 0.0000000");
    }

    [Fact]
    public async Task A_trace_changes_nothing()
    {
        string plain = await PlayAsync(_ => { });
        (await PlayAsync(b => b.Trace(All, TextWriter.Null))).ShouldBe(plain);
        (await PlayAsync(b => b.Trace(TraceKinds.Io | TraceKinds.Events, Path.Combine(_folder, "some.txt")))).ShouldBe(plain);
        (await PlayAsync(b =>
        {
            b.DelaySeed = 3;
            b.Trace(All, TextWriter.Null);
        })).ShouldBe(plain);
    }

    [Fact]
    public async Task A_file_is_complete_when_the_machine_is_gone()
    {
        string file = Path.Combine(_folder, "trace.txt");
        await PlayAsync(b => b.Trace(TraceKinds.Instructions, file));
        string[] lines = await File.ReadAllLinesAsync(file);
        lines[^1].ShouldEndWith("out 0F0h, al");
        lines.Length.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task A_machine_file_can_ask_for_it()
    {
        string file = Path.Combine(_folder, "machine.yaml");
        await File.WriteAllTextAsync(file, "memory: 1 MiB\ntrace: io,insn=out.txt\n");
        await using (Machine machine = Rig.Create(a => a.@out(Rig.StopPort, al), b => b.Load(file)))
        {
            await machine.RunAsync();
        }

        (await File.ReadAllTextAsync(Path.Combine(_folder, "out.txt"))).ShouldContain("io out 00F0/1 := 00 to stop");
        await File.WriteAllTextAsync(file, "trace: io,everything\n");
        Should.Throw<MachineConfigurationException>(() => Machine.Load(file)).Message.ShouldContain("machine.yaml:1:8: 'everything' cannot be traced");
    }

    [Fact]
    public async Task A_file_that_can_no_longer_be_written_ends_the_trace_and_nothing_else()
    {
        var writer = new FullDisk();
        var tracer = new TextTracer(All, writer);
        await PlayAsync(b => b.Trace(tracer));
        tracer.Failure.ShouldBeOfType<IOException>();
        writer.Lines.ShouldBe(10);
    }

    [Theory]
    [InlineData("io,mmio", TraceKinds.Io | TraceKinds.Mmio, null)]
    [InlineData("events, insn=a=b", TraceKinds.Events | TraceKinds.Instructions, "a=b")]
    [InlineData("boundary", TraceKinds.Boundaries, null)]
    public void Words_say_what_to_trace(string text, TraceKinds kinds, string? file)
        => TraceRequest.Parse(text).ShouldBe(new TraceRequest(kinds, file));

    [Theory]
    [InlineData("io,bogus", "'bogus' cannot be traced")]
    [InlineData("", "'' cannot be traced")]
    [InlineData("io,", "'' cannot be traced")]
    [InlineData("io=", "no file after the equals sign")]
    public void A_word_that_is_none_is_named(string text, string message)
        => Should.Throw<FormatException>(() => TraceRequest.Parse(text)).Message.ShouldContain(message);

    private static async Task<string> PlayAsync(Action<MachineBuilder> configure)
    {
        var device = new TestDevice();
        var seen = new List<uint>();
        uint next = 0;
        device.OnRead(0x11, () => next += 3).OnWrite(0x12, seen.Add);
        await using Machine machine = Rig.Create(
            a =>
            {
                Iced.Intel.Label again = a.CreateLabel();
                a.mov(cx, 200);
                a.Label(ref again);
                a.@in(al, 0x11);
                a.add(bl, al);
                a.xchg(al, bl);
                a.@out(0x12, al);
                a.mov(__byte_ptr[0x9000], al);
                a.loop(again);
                a.@out(Rig.StopPort, al);
            },
            configure,
            device);
        MachineStop stop = await machine.RunAsync();
        return $"{stop} {machine.Cpu.Registers.Rbx:X} {machine.Cpu.Registers.EFlags:X} {string.Join(',', seen)}";
    }

    private sealed class FullDisk : StringWriter
    {
        public int Lines { get; private set; }

        public override void WriteLine(System.Text.StringBuilder? value)
        {
            if (Lines == 10)
            {
                throw new IOException("No space left on device");
            }

            Lines++;
        }
    }
}
