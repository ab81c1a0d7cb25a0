using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Devices that answer later: the instruction waits, and virtual time does what the device said.</summary>
public sealed class AsyncDeviceTests
{
    [Fact]
    public async Task An_answer_with_a_deadline_comes_exactly_then()
    {
        var device = new TestDevice();
        long answered = 0;
        device.OnSlowRead(0x10, async _ =>
        {
            await device.Host.CompleteAt(12_345, Task.CompletedTask);
            answered = device.Host.Clock.Now;
            return 0x5A;
        });
        await using Machine machine = Rig.Create(ReadAndStop, device);
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        answered.ShouldBe(12_345 + (10 * Guest.StartInstructions));
    }

    [Fact]
    public async Task Time_waits_at_the_deadline_for_work_that_is_late()
    {
        var device = new TestDevice();
        var work = new TaskCompletionSource();
        var waiting = new TaskCompletionSource();
        long answered = 0;
        device.OnSlowRead(0x10, async _ =>
        {
            await device.Host.CompleteAt(500, work.Task);
            answered = device.Host.Clock.Now;
            return 0x5A;
        });
        device.OnAttach(host =>
        {
            host.Clock.CreateTimer(() => waiting.SetResult()).Arm(400);
            host.Clock.CreateTimer(() => answered = -1).Arm(600);
        });
        await using Machine machine = Rig.Create(ReadAndStop, device);
        Task<MachineStop> run = machine.RunAsync();
        await waiting.Task;
        run.IsCompleted.ShouldBeFalse();
        work.SetResult();
        (await run).ExitCode.ShouldBe(0x5A);
        answered.ShouldBe(500 + (10 * Guest.StartInstructions));
    }

    [Fact]
    public async Task Work_that_fails_is_the_devices_failure_and_reads_as_all_ones()
    {
        var device = new TestDevice();
        device.OnSlowRead(0x10, async _ =>
        {
            await device.Host.CompleteAt(500, Task.FromException(new IOException("no disk")));
            return 0;
        });
        await using Machine machine = Rig.Create(ReadAndStop, device);
        (await machine.RunAsync()).ExitCode.ShouldBe(0xFF);
        machine.DeviceFaultCount.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_from_another_thread_wakes_the_machine_and_continues_on_its_own()
    {
        var device = new TestDevice();
        bool sameContext = false;
        device.OnSlowRead(0x10, async _ =>
        {
            SynchronizationContext? before = SynchronizationContext.Current;
            await Task.Run(() => { });
            sameContext = before is not null && ReferenceEquals(before, SynchronizationContext.Current);
            return 0x5A;
        });
        await using Machine machine = Rig.Create(ReadAndStop, device);
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        sameContext.ShouldBeTrue();
    }

    [Fact]
    public async Task A8_a_reset_cancels_the_access_and_its_late_answer_changes_nothing()
    {
        var device = new TestDevice();
        var answer = new TaskCompletionSource<uint>();
        CancellationToken token = default;
        int reads = 0;
        device.OnSlowRead(0x10, async t =>
        {
            token = t;
            return ++reads == 1 ? await answer.Task : 0x77;
        });
        device.OnAttach(host => host.Clock.CreateTimer(() => host.RequestReset(ResetKind.Init)).Arm(1000));
        device.OnReset(kind =>
        {
            if (kind == ResetKind.Init)
            {
                token.IsCancellationRequested.ShouldBeTrue();
                answer.SetResult(0x11);
            }
        });
        await using Machine machine = Rig.Create(ReadAndStop, device);
        (await machine.RunAsync()).ExitCode.ShouldBe(0x77);
        reads.ShouldBe(2);
        machine.LastReset!.Kind.ShouldBe(ResetKind.Init);
        machine.LastReset.Access!.Value.Address.ShouldBe(0x10u);
    }

    [Fact]
    public async Task A_device_that_never_answers_leaves_the_machine_to_its_timeout()
    {
        var device = new TestDevice();
        device.OnSlowRead(0x10, async _ => await new TaskCompletionSource<uint>().Task);
        await using Machine machine = Rig.Create(ReadAndStop, device);
        (await machine.RunAsync(timeout: TimeSpan.FromMilliseconds(50))).Kind.ShouldBe(MachineStopKind.Timeout);
        machine.Cpu.IsWaiting.ShouldBeTrue();
        machine.Cpu.Registers.Rip.ShouldBe(0u);
    }

    private static void ReadAndStop(Assembler a)
    {
        a.@in(al, 0x10);
        a.@out(Rig.StopPort, al);
    }
}
