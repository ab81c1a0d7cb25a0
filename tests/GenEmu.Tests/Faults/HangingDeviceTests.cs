using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using Iced.Intel;

namespace GenEmu.Tests.Faults;

/// <summary>A device keeps the machine waiting: the watchdog says which one, and the guest or the host goes on.</summary>
public sealed class HangingDeviceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_access_that_is_never_answered_reads_as_all_ones()
    {
        using var logs = new LogLines();
        CancellationToken token = default;
        await using Machine machine = FaultRig.Create(
            new TestDevice().OnSlowRead(FaultRig.Port, async t =>
            {
                token = t;
                return await new TaskCompletionSource<uint>().Task;
            }),
            configure: b => b.Loggers = logs);
        (await machine.RunAsync()).ExitCode.ShouldBe(0xFF);
        machine.DeviceFaultCount.ShouldBe(1);
        token.IsCancellationRequested.ShouldBeTrue();
        logs.Lines.ShouldContain(line => line.Contains("culprit failed in PortRead 10h/1 of culprit: it has not answered within 0.5 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_access_that_is_never_answered_ends_the_run_where_that_is_wanted()
    {
        await using Machine machine = FaultRig.Create(
            new TestDevice().OnSlowRead(FaultRig.Port, async _ => await new TaskCompletionSource<uint>().Task), configure: b => b.OnDeviceFault = DeviceFaultPolicy.Stop);
        MachineStop stop = await machine.RunAsync();
        stop.Kind.ShouldBe(MachineStopKind.DeviceFault);
        stop.Reason.ShouldStartWith("culprit failed in PortRead 10h/1");
    }

    [Fact]
    public async Task Work_that_misses_its_deadline_for_ever_fails_in_the_device()
    {
        var device = new TestDevice();
        Exception? seen = null;
        device.OnSlowRead(FaultRig.Port, async _ =>
        {
            try
            {
                await device.Host.CompleteAt(1000, new TaskCompletionSource().Task);
            }
            catch (TimeoutException exception)
            {
                seen = exception;
                return 0x77;                // a device may know an answer to that
            }

            return 0;
        });
        await using Machine machine = FaultRig.Create(device);
        (await machine.RunAsync()).ExitCode.ShouldBe(0x77);
        seen.ShouldNotBeNull();
        machine.DeviceFaultCount.ShouldBe(1);
    }

    [Fact]
    public async Task Work_that_the_hosts_clock_decides_about_and_that_never_ends_fails_in_the_device()
    {
        var device = new TestDevice();
        device.OnSlowRead(FaultRig.Port, async _ =>
        {
            await device.Host.CompleteWhenDone(new TaskCompletionSource().Task);
            return 0;
        });
        await using Machine machine = FaultRig.Create(device);
        (await machine.RunAsync()).ExitCode.ShouldBe(0xFF);
        machine.DeviceFaultCount.ShouldBe(1);
    }

    public static TheoryData<string> Calls => ["read", "write", "slow read", "timer", "post", "wire", "reset", "continuation"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_call_that_does_not_return_ends_the_run_with_the_devices_name(string call)
    {
        using var release = new ManualResetEventSlim();
        var device = new TestDevice();
        await using Machine machine = FaultRig.Create(Hanging(device, call, release), program: FaultRigProgram(call), configure: b => b.OnDeviceFault = DeviceFaultPolicy.Continue);
        MachineStop stop = await machine.RunAsync(timeout: Long);
        stop.Kind.ShouldBe(MachineStopKind.DeviceFault);
        stop.Reason.ShouldStartWith(call == "read" ? "" : "culprit does not return from ");
        InvalidOperationException error = await Should.ThrowAsync<InvalidOperationException>(() => machine.RunAsync());
        error.Message.ShouldContain("still has not returned");

        // Once it returns, the machine is as good as before.
        release.Set();
        MachineStop? again = null;
        for (int i = 0; i < 500 && again is null; i++)
        {
            try
            {
                again = await machine.RunAsync(timeout: Long);
            }
            catch (InvalidOperationException)
            {
                await Task.Delay(10);
            }
        }

        again.ShouldNotBeNull().Kind.ShouldBe(MachineStopKind.Stopped);
    }

    [Fact]
    public async Task A_machine_whose_device_does_not_return_can_be_disposed()
    {
        using var release = new ManualResetEventSlim();
        var disposed = new TaskCompletionSource();
        var device = new TestDevice();
        Machine machine = FaultRig.Create(Hanging(device, "write", release), FaultRig.WriteOnce, b => b.Add(new DisposedDevice(disposed.SetResult), "other"));
        (await machine.RunAsync(timeout: Long)).Kind.ShouldBe(MachineStopKind.DeviceFault);
        await machine.DisposeAsync();
        disposed.Task.IsCompleted.ShouldBeFalse();
        release.Set();
        await disposed.Task.WaitAsync(Long);
    }

    [Fact]
    public async Task A_guest_that_never_ends_is_no_hang()
    {
        await using Machine machine = FaultRig.Create(new TestDevice(), FaultRig.Spin);
        (await machine.RunAsync(timeout: 4 * FaultRig.Watchdog)).Kind.ShouldBe(MachineStopKind.Timeout);
        machine.DeviceFaultCount.ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_watchdog_a_machine_waits()
    {
        var device = new TestDevice();
        await using Machine machine = FaultRig.Create(
            device.OnSlowRead(FaultRig.Port, async _ => await new TaskCompletionSource<uint>().Task), configure: b => b.Watchdog = null);
        (await machine.RunAsync(timeout: 4 * FaultRig.Watchdog)).Kind.ShouldBe(MachineStopKind.Timeout);
        machine.PendingAccesses.Single().Device.ShouldBe("culprit");
    }

    private static Action<Assembler> FaultRigProgram(string call) => call is "read" or "slow read" or "continuation" ? FaultRig.ReadOnce : FaultRig.WriteOnce;

    private static TestDevice Hanging(TestDevice device, string call, ManualResetEventSlim release)
    {
        bool hung = false;
        void Hang()
        {
            if (!hung)
            {
                hung = true;
                release.Wait(Long);
            }
        }

        switch (call)
        {
            case "read":
                return device.OnRead(FaultRig.Port, () =>
                {
                    Hang();
                    return 0x5A;
                });
            case "write":
                return device.OnWrite(FaultRig.Port, _ => Hang());
            case "slow read":
                return device.OnSlowRead(FaultRig.Port, _ =>
                {
                    Hang();
                    return ValueTask.FromResult(0x5Au);
                });
            case "continuation":
                return device.OnSlowRead(FaultRig.Port, async _ =>
                {
                    await Task.Run(() => Thread.Sleep(5));
                    Hang();
                    return 0x5A;
                });
            case "timer":
                return device.OnWrite(FaultRig.Port, _ => device.Host.Clock.CreateTimer(Hang).Arm(0));
            case "post":
                return device.OnWrite(FaultRig.Port, _ =>
                {
                    device.Host.Post(Hang);
                    device.Host.Clock.CreateTimer(() => { }).Arm(0);
                });
            case "wire":
                device.OnAttach(host => host.Wire("line").Listen(_ => Hang()));
                return device.OnWrite(FaultRig.Port, _ => device.Host.Wire("line").Set(true));
            default:
                bool reset = false;
                device.OnReset(kind =>
                {
                    if (kind == ResetKind.Init)
                    {
                        Hang();
                    }
                });
                return device.OnWrite(FaultRig.Port, _ =>
                {
                    if (!reset)
                    {
                        reset = true;
                        device.Host.RequestReset(ResetKind.Init);
                    }
                });
        }
    }
}
