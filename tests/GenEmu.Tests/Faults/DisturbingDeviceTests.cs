using GenEmu.Abstractions;
using GenEmu.Tests.Support;

namespace GenEmu.Tests.Faults;

/// <summary>Devices and hosts that disturb others: the guest goes on, or the host is told.</summary>
public sealed class DisturbingDeviceTests
{
    [Fact]
    public async Task A_claim_at_run_time_that_overlaps_another_ones_is_refused_to_who_makes_it()
    {
        var device = new TestDevice();
        device.OnWrite(FaultRig.Port, _ => device.Host.Ports.Claim(new PortClaim { Base = Rig.StopPort }, (IPortDevice)device));
        await using Machine machine = FaultRig.Create(device, FaultRig.WriteOnce);
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        machine.DeviceFaultCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_claim_that_is_moved_onto_another_ones_stays_where_it_was()
    {
        var device = new TestDevice();
        IClaim? claim = null;
        device.OnAttach(host => claim = host.Ports.Claim(new PortClaim { Base = 0x20 }, (IPortDevice)device));
        device.OnWrite(FaultRig.Port, _ => claim!.Base = Rig.StopPort);
        await using Machine machine = FaultRig.Create(device, FaultRig.WriteOnce);
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        machine.DeviceFaultCount.ShouldBe(1);
        claim!.Base.ShouldBe(0x20UL);
    }

    [Fact]
    public async Task A_reset_that_another_device_asks_for_ends_a_wait()
    {
        var other = new TestDevice();
        other.OnAttach(host => host.Clock.CreateTimer(() => host.RequestReset(ResetKind.Hard)).Arm(500));
        int reads = 0;
        int cancelled = 0;
        await using Machine machine = FaultRig.Create(
            new TestDevice().OnSlowRead(FaultRig.Port, async token =>
            {
                if (reads++ > 0)
                {
                    return 0x5A;
                }

                token.Register(() => cancelled++);
                return await new TaskCompletionSource<uint>().Task.WaitAsync(token);
            }),
            configure: b => b.Add(other, "other"));
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        (reads, cancelled).ShouldBe((2, 1));
        machine.LastReset!.Source.ShouldBe("other");
        machine.LastReset.Access!.Value.Device.ShouldBe("culprit");
        machine.DeviceFaultCount.ShouldBe(0);
    }

    [Fact]
    public async Task Actions_posted_without_end_keep_neither_the_guest_nor_the_host_from_their_turns()
    {
        var device = new TestDevice();
        long posted = 0;
        device.OnAttach(host => host.Post(Again));
        void Again()
        {
            posted++;
            device.Host.Post(Again);
        }

        await using Machine machine = FaultRig.Create(device, FaultRig.Spin);
        MachineStop stop = await machine.RunAsync(timeout: TimeSpan.FromMilliseconds(200));
        stop.Kind.ShouldBe(MachineStopKind.Timeout);
        stop.Instructions.ShouldBeGreaterThan(100);
        posted.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Actions_posted_without_end_from_another_thread_do_no_harm_either()
    {
        var device = new TestDevice();
        using var end = new CancellationTokenSource();
        await using Machine machine = FaultRig.Create(device, FaultRig.Spin);
        var flood = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                device.Host.Post(() => { });
                Thread.Yield();
            }
        });
        MachineStop stop = await machine.RunAsync(timeout: TimeSpan.FromMilliseconds(200));
        await end.CancelAsync();
        await flood;
        stop.Kind.ShouldBe(MachineStopKind.Timeout);
        stop.Instructions.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task A_timer_that_is_armed_again_for_the_same_instant_does_not_stop_time()
    {
        using var logs = new LogLines();
        var device = new TestDevice();
        IDeviceTimer timer = null!;
        device.OnAttach(host => timer = host.Clock.CreateTimer(() => timer.Arm(host.Clock.Now)));
        device.OnSlowRead(FaultRig.Port, async _ =>
        {
            timer.Arm(0);
            await device.Host.CompleteAt(1000, Task.CompletedTask);
            return 0x5A;
        });
        await using Machine machine = FaultRig.Create(device, configure: b =>
        {
            b.Loggers = logs;
            b.Watchdog = null;
        });
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        machine.DeviceFaultCount.ShouldBe(1);
        logs.Lines.ShouldContain(line => line.Contains("culprit failed in a timer: it was armed for the present instant again and again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_timer_that_is_armed_again_for_the_same_instant_does_not_stop_a_running_guest()
    {
        var device = new TestDevice();
        IDeviceTimer timer = null!;
        device.OnAttach(host =>
        {
            timer = host.Clock.CreateTimer(() => timer.Arm(host.Clock.Now));
            timer.Arm(0);
        });
        await using Machine machine = FaultRig.Create(device, FaultRig.WriteOnce);
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
    }

    [Fact]
    public async Task The_host_cancels_in_the_middle_of_a_wait_and_the_next_run_goes_on_there()
    {
        var answer = new TaskCompletionSource<uint>();
        using var cancel = new CancellationTokenSource();
        int reads = 0;
        await using Machine machine = FaultRig.Create(
            new TestDevice().OnSlowRead(FaultRig.Port, async token =>
            {
                reads++;
                _ = Task.Run(cancel.Cancel, CancellationToken.None);
                return await answer.Task;
            }),
            configure: b => b.Watchdog = null);
        (await machine.RunAsync(cancellationToken: cancel.Token)).Kind.ShouldBe(MachineStopKind.Cancelled);
        machine.PendingAccesses.Single().Address.ShouldBe((ulong)FaultRig.Port);
        machine.Cpu.Registers.Rip.ShouldBe(0UL);
        answer.SetResult(0x5A);
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        reads.ShouldBe(1);
    }

    [Fact]
    public async Task The_host_may_not_dispose_a_machine_that_runs()
    {
        await using Machine machine = FaultRig.Create(new TestDevice(), FaultRig.Spin);
        Task<MachineStop> run = machine.RunAsync(timeout: TimeSpan.FromMilliseconds(100));
        await Should.ThrowAsync<InvalidOperationException>(async () => await machine.DisposeAsync());
        (await run).Kind.ShouldBe(MachineStopKind.Timeout);
    }

    [Fact]
    public async Task Work_that_the_hosts_clock_decides_about_lets_virtual_time_stand_still()
    {
        var device = new TestDevice();
        var work = new TaskCompletionSource();
        int ticks = 0;
        long asked = 0;
        long answered = 0;
        device.OnAttach(host =>
        {
            IDeviceTimer timer = null!;
            timer = host.Clock.CreateTimer(() =>
            {
                ticks++;
                timer.Arm(host.Clock.Now + 1000);
            });
            timer.Arm(1000);
        });
        device.OnSlowRead(FaultRig.Port, async token =>
        {
            asked = device.Host.Clock.Now;
            _ = Task.Run(
                async () =>
                {
                    await Task.Delay(30);
                    work.SetResult();
                },
                CancellationToken.None);
            await device.Host.CompleteWhenDone(work.Task);
            answered = device.Host.Clock.Now;
            return 0x5A;
        });
        await using Machine machine = FaultRig.Create(device, configure: b => b.Watchdog = null);
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        answered.ShouldBe(asked);
        ticks.ShouldBeLessThan(2);
    }

    [Fact]
    public async Task A_halted_guest_waits_for_work_that_the_hosts_clock_decides_about()
    {
        var device = new TestDevice();
        device.OnAttach(host => host.Post(() => Work()));
        async void Work()
        {
            await device.Host.CompleteWhenDone(Task.Delay(30));
            device.Host.RequestStop(7, "done");
        }

        await using Machine machine = FaultRig.Create(device, FaultRig.Halt);
        (await machine.RunAsync()).ExitCode.ShouldBe(7);
    }
}
