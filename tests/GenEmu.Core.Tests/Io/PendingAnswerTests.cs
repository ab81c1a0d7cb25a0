using GenEmu.Abstractions;
using GenEmu.Core.Io;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Io;

/// <summary>Answers that come twice, too late, or never: the first one that somebody waits for counts, the rest is dropped and counted.</summary>
public sealed class PendingAnswerTests
{
    [Fact]
    public void The_first_answer_counts()
    {
        var bus = new IoBus();
        List<IoRequest> dropped = [];
        bus.AnswerDropped = dropped.Add;
        PendingAnswer answer = new PendingAnswer(bus).For(new IoRequest(7, IoKind.PortRead, 0x50, 1, 0, "DEV"));

        answer.Complete(1).ShouldBeTrue();
        answer.Complete(2).ShouldBeFalse();

        answer.Value.ShouldBe(1UL);
        bus.DroppedAnswers.ShouldBe(1);
        dropped.Single().Id.ShouldBe(7UL);
    }

    [Fact]
    public void Of_answers_from_many_threads_one_counts()
    {
        const int Threads = 4;
        var bus = new IoBus();
        for (int round = 0; round < 200; round++)
        {
            PendingAnswer answer = new PendingAnswer(bus).For(new IoRequest(0, IoKind.PortRead, 0x50, 1, 0, "DEV"));
            int heard = 0;
            int counted = 0;
            answer.Completed = _ => Interlocked.Increment(ref heard);

            Parallel.For(0, Threads, i => Interlocked.Add(ref counted, answer.Complete((ulong)i) ? 1 : 0));

            (heard, counted).ShouldBe((1, 1));
        }

        bus.DroppedAnswers.ShouldBe(200 * (Threads - 1));
    }

    [Fact]
    public void B16_An_answer_after_a_reset_is_dropped_and_counted()
    {
        using TestCpu cpu = new TestCpu(answers: Answers.Async).ProtectedMode(a => a.@in(al, dx));
        TestDevice dev = cpu.Ports(0x50);
        cpu.Registers.Rdx = 0x50;
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);

        cpu.Cpu.Reset(ResetKind.Init);
        dev.LastToken.IsCancellationRequested.ShouldBeTrue();
        dev.Queue(0x5A);
        dev.Release();

        cpu.Bus.DroppedAnswers.ShouldBe(1);
        cpu.Registers.Rax.ShouldBe(0UL);
        cpu.Cpu.IsWaiting.ShouldBeFalse();
    }

    [Fact]
    public void A_device_that_stops_when_it_is_told_to_is_no_late_answer()
    {
        using TestCpu cpu = new TestCpu(answers: Answers.Async).ProtectedMode(a => a.@in(al, dx));
        TestDevice dev = cpu.Ports(0x50);
        cpu.Registers.Rdx = 0x50;
        cpu.Cpu.Run(1);

        cpu.Cpu.Reset(ResetKind.Init);
        dev.Fail(new OperationCanceledException());

        cpu.Bus.DroppedAnswers.ShouldBe(0);
        cpu.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void What_a_device_throws_when_its_token_is_cancelled_is_its_own_fault()
    {
        using TestCpu cpu = new TestCpu(answers: Answers.Async).ProtectedMode(a => a.@in(al, dx));
        TestDevice dev = cpu.Ports(0x50);
        cpu.Registers.Rdx = 0x50;
        cpu.Cpu.Run(1);
        using CancellationTokenRegistration registration = dev.LastToken.Register(() => throw new InvalidOperationException("bad device"));

        cpu.Cpu.Reset(ResetKind.Init);

        cpu.Faults.Single().ShouldContain("bad device");
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void An_answer_may_come_from_any_thread_at_any_moment(Engine engine)
    {
        const int Reads = 2000;
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            Iced.Intel.Label loop = a.CreateLabel();
            a.Label(ref loop);
            a.@in(al, dx);
            a.add(ebx, eax);
            a.jmp(loop);
        });
        TestDevice dev = cpu.Ports(0x50);
        dev.Value = 3;
        cpu.Registers.Rdx = 0x50;
        cpu.Bus.Delay = (answer, value) => ThreadPool.UnsafeQueueUserWorkItem(_ => answer.Complete(value), null);
        long end = cpu.Cpu.InstructionCount + (3 * Reads);

        while (cpu.Cpu.InstructionCount < end)
        {
            if (cpu.Cpu.Run(end - cpu.Cpu.InstructionCount).Kind == VcpuStopKind.IoPending)
            {
                PendingAnswer waiting = cpu.Cpu.Waiting!;
                SpinWait.SpinUntil(() => waiting.IsCompleted, TimeSpan.FromSeconds(30)).ShouldBeTrue();
            }
        }

        cpu.Registers.Rbx.ShouldBe(3UL * Reads);
        dev.Reads.ShouldBe(Reads);
        cpu.Bus.DroppedAnswers.ShouldBe(0);
    }
}
