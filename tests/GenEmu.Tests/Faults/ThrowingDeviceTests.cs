using GenEmu.Abstractions;
using GenEmu.Tests.Support;

namespace GenEmu.Tests.Faults;

/// <summary>A device throws: the access reads as all ones, the host is told who it was, and the guest goes on.</summary>
public sealed class ThrowingDeviceTests
{
    [Fact]
    public async Task In_a_read() => await ShouldReadAllOnes(new TestDevice().OnRead(FaultRig.Port, () => throw Broken()));

    [Fact]
    public async Task In_an_asynchronous_read_before_it_waits()
    {
        var device = new TestDevice();
        await ShouldReadAllOnes(device.OnSlowRead(FaultRig.Port, _ => throw Broken()));
    }

    [Fact]
    public async Task In_an_asynchronous_read_after_it_waited()
    {
        var device = new TestDevice();
        await ShouldReadAllOnes(device.OnSlowRead(FaultRig.Port, async _ =>
        {
            await device.Host.CompleteAt(1000, Task.CompletedTask);
            throw Broken();
        }));
    }

    [Fact]
    public async Task In_work_on_another_thread()
    {
        var device = new TestDevice();
        await ShouldReadAllOnes(device.OnSlowRead(FaultRig.Port, async _ =>
        {
            await device.Host.CompleteAt(1000, Task.Run(() => throw Broken()));
            return 0;
        }));
    }

    [Fact]
    public async Task In_work_that_the_hosts_clock_decides_about()
    {
        var device = new TestDevice();
        await ShouldReadAllOnes(device.OnSlowRead(FaultRig.Port, async _ =>
        {
            await device.Host.CompleteWhenDone(Task.Run(() => throw Broken()));
            return 0;
        }));
    }

    [Fact]
    public async Task In_a_write() => await ShouldGoOn(new TestDevice().OnWrite(FaultRig.Port, _ => throw Broken()));

    [Fact]
    public async Task In_a_timer()
    {
        var device = new TestDevice();
        await ShouldGoOn(device.OnWrite(FaultRig.Port, _ => device.Host.Clock.CreateTimer(() => throw Broken()).Arm(0)));
    }

    [Fact]
    public async Task In_a_posted_action()
    {
        var device = new TestDevice();
        await ShouldGoOn(device.OnWrite(FaultRig.Port, _ =>
        {
            device.Host.Post(() => throw Broken());
            device.Host.Clock.CreateTimer(() => { }).Arm(0);          // ends the run of the CPU, so that the boundary comes
        }));
    }

    [Fact]
    public async Task In_a_listener_on_a_wire()
    {
        var device = new TestDevice();
        device.OnAttach(host => host.Wire("line").Listen(_ => throw Broken()));
        await ShouldGoOn(device.OnWrite(FaultRig.Port, _ => device.Host.Wire("line").Set(true)));
    }

    [Fact]
    public async Task In_a_reset()
    {
        int resets = 0;
        var device = new TestDevice();
        device.OnReset(kind => _ = kind == ResetKind.Init ? throw Broken() : 0);
        device.OnWrite(FaultRig.Port, _ =>
        {
            if (resets++ == 0)
            {
                device.Host.RequestReset(ResetKind.Init);
            }
        });
        await ShouldGoOn(device);
        resets.ShouldBe(2);
    }

    [Fact]
    public async Task In_what_it_registered_with_its_token()
    {
        var device = new TestDevice();
        int reads = 0;
        device.OnSlowRead(FaultRig.Port, async token =>
        {
            if (reads++ > 0)
            {
                return 0x5A;
            }

            token.Register(() => throw Broken());
            device.Host.Clock.CreateTimer(() => device.Host.RequestReset(ResetKind.Init)).Arm(device.Host.Clock.Now + 100);
            await device.Host.CompleteAt(1_000_000, Task.CompletedTask);
            return 0;
        });
        await using Machine machine = FaultRig.Create(device);
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        machine.DeviceFaultCount.ShouldBe(1);
    }

    [Fact]
    public async Task In_being_disposed()
    {
        var device = new DisposedDevice(() => throw Broken());
        await using Machine machine = FaultRig.Create(device, FaultRig.Spin);
        await machine.RemoveDeviceAsync("culprit");
        machine.DeviceFaultCount.ShouldBe(1);
        machine.Devices.ShouldNotContain(entry => entry.Name == "culprit");
    }

    private static async Task ShouldReadAllOnes(IDevice device)
    {
        await using Machine machine = FaultRig.Create(device);
        (await machine.RunAsync()).ExitCode.ShouldBe(0xFF);
        machine.DeviceFaultCount.ShouldBe(1);
    }

    private static async Task ShouldGoOn(IDevice device)
    {
        await using Machine machine = FaultRig.Create(device, FaultRig.WriteOnce);
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        machine.DeviceFaultCount.ShouldBe(1);
    }

    private static FormatException Broken() => new("broken on purpose");
}
