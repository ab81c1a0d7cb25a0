using GenEmu.Core.Io;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Rule B20: every answer has a stamp, and a run can be repeated from its answers alone.</summary>
public sealed class B20CompletionStampTests
{
    private const uint Mmio = 0xFEC0_0000;
    private const int Instructions = 600;

    [Theory]
    [InlineData(Engine.Direct, 1)]
    [InlineData(Engine.Direct, 2)]
    [InlineData(Engine.Recorded, 3)]
    [InlineData(Engine.Recorded, 4)]
    public void B20_A_run_under_random_delays_replays_without_devices(Engine engine, int seed)
    {
        (string hash, AnswerLog log) = Record(engine, seed);

        using TestCpu cpu = Guest(engine, out TestDevice port, out TestDevice memory);
        cpu.Bus.Replay = new AnswerReplay(log.Answers);
        cpu.Cpu.Run(Instructions).Kind.ShouldBe(VcpuStopKind.Budget);       // without a single stop

        Hash(cpu).ShouldBe(hash);
        cpu.Bus.Replay.Position.ShouldBe(log.Answers.Count);
        port.Log.ShouldBeEmpty();
        memory.Log.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B20_The_host_s_speed_does_not_show_in_the_recording(Engine engine)
    {
        (string first, AnswerLog one) = Record(engine, seed: 5);
        (string second, AnswerLog other) = Record(engine, seed: 5, delayed: false);

        second.ShouldBe(first);
        other.Answers.ShouldBe(one.Answers);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B20_A_stamp_is_the_instruction_and_the_step_within_it(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.nop();
            a.@in(eax, dx);
            a.rep.outsb();
        });
        TestDevice dev = cpu.Ports(0x50, 4, GenEmu.Abstractions.AccessWidths.Byte | GenEmu.Abstractions.AccessWidths.Word);
        cpu.Bus.Recording = new AnswerLog();
        dev.Queue(0x2211, 0x4433);
        (cpu.Registers.Rdx, cpu.Registers.Rsi, cpu.Registers.Rcx) = (0x50, 0x5000, 2);
        cpu.Write(0x5000, [0xA, 0xB]);

        cpu.Run(4, dev);

        cpu.Bus.Recording.Answers.ShouldBe([
            new RecordedAnswer(new AnswerStamp(0, 1, 0), IoKind.PortRead, 0x50, 2, 0x2211),
            new RecordedAnswer(new AnswerStamp(0, 1, 1), IoKind.PortRead, 0x52, 2, 0x4433),
            new RecordedAnswer(new AnswerStamp(0, 2, 2), IoKind.PortWrite, 0x50, 1, 0xA),        // behind the translation and the read of its byte
            new RecordedAnswer(new AnswerStamp(0, 3, 2), IoKind.PortWrite, 0x50, 1, 0xB),
        ]);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B20_A_guest_that_does_something_else_is_told_where(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.nop();
            a.@out(0x50, al);
        });
        cpu.Ports(0x50);
        cpu.Registers.Rax = 2;
        var recorded = new RecordedAnswer(new AnswerStamp(0, 1, 0), IoKind.PortWrite, 0x50, 1, 1);
        cpu.Bus.Replay = new AnswerReplay([recorded]);

        Should.Throw<ReplayDivergedException>(() => cpu.Cpu.Run(2)).Message.ShouldBe(
            "The replay diverged: the guest made PortWrite 50h/1 := 2h at vCPU 0, instruction 1, step 0, but the recording has PortWrite 50h/1 := 1h at vCPU 0, instruction 1, step 0.");
    }

    [Fact]
    public void B20_A_recording_that_is_too_short_is_told_where()
    {
        using TestCpu cpu = new TestCpu().ProtectedMode(a => a.@in(al, 0x50));
        cpu.Ports(0x50);
        cpu.Bus.Replay = new AnswerReplay([]);

        Should.Throw<ReplayDivergedException>(() => cpu.Cpu.Run(1)).Message.ShouldContain("vCPU 0, instruction 0, step 0, where the recording has ended");
    }

    private static (string Hash, AnswerLog Log) Record(Engine engine, int seed, bool delayed = true)
    {
        var random = new Random(seed);
        using TestCpu cpu = Guest(engine, out TestDevice port, out TestDevice memory);
        port.Queue([.. Enumerable.Range(0, Instructions).Select(_ => (ulong)random.NextInt64())]);
        memory.Queue([.. Enumerable.Range(0, Instructions).Select(_ => (ulong)random.NextInt64())]);
        var log = cpu.Bus.Recording = new AnswerLog();
        if (delayed)
        {
            cpu.Bus.Delay = (answer, value) =>
            {
                int spins = random.Next(500);
                ThreadPool.UnsafeQueueUserWorkItem(
                    _ =>
                    {
                        Thread.SpinWait(spins);
                        answer.Complete(value);
                    },
                    null);
            };
        }

        while (cpu.Cpu.InstructionCount < Instructions)
        {
            if (cpu.Cpu.Run(Instructions - cpu.Cpu.InstructionCount).Kind == VcpuStopKind.IoPending)
            {
                PendingAnswer waiting = cpu.Cpu.Waiting!;
                SpinWait.SpinUntil(() => waiting.IsCompleted, TimeSpan.FromSeconds(30)).ShouldBeTrue();
            }
        }

        return (Hash(cpu), log);
    }

    /// <summary>Mixes what two devices answer into registers and RAM; how often the inner loop runs depends on it.</summary>
    private static TestCpu Guest(Engine engine, out TestDevice port, out TestDevice memory)
    {
        TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            Iced.Intel.Label loop = a.CreateLabel();
            a.Label(ref loop);
            a.@in(eax, dx);
            a.add(eax, __dword_ptr[Mmio + 2]);
            a.mov(__dword_ptr[Mmio], eax);
            a.movzx(ecx, al);
            a.and(ecx, 7);
            a.inc(ecx);
            a.mov(edi, 0x5000);
            a.rep.insb();
            a.mov(esi, 0x5000);
            a.@out(dx, al);
            a.xor(__dword_ptr[esi], eax);
            a.add(ebx, __dword_ptr[esi]);
            a.jmp(loop);
        });
        port = cpu.Ports(0x50, 4);
        memory = cpu.Mmio(Mmio, widths: GenEmu.Abstractions.AccessWidths.UpToDword);
        cpu.Registers.Rdx = 0x50;
        return cpu;
    }

    private static string Hash(TestCpu cpu)
    {
        VcpuRegisters r = cpu.Registers;
        byte[] memory = cpu.Read(0, 0x10000);
        return string.Join(',', r.Rip, r.Rax, r.Rbx, r.Rcx, r.Rdx, r.Rsi, r.Rdi, r.EFlags, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(memory)));
    }
}
