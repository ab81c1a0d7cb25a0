using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Whatever a device throws, wherever: the machine names it and does what the host chose.</summary>
public sealed class DeviceFaultTests
{
    private const uint Good = 0x5A;

    public static TheoryData<string> Places => ["read", "write", "slow read", "timer", "post", "wire", "reset", "channel", "async void"];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task The_guest_goes_on_by_default(string place)
    {
        await using Machine machine = Create(place, DeviceFaultPolicy.Continue);
        (await machine.RunAsync()).ExitCode.ShouldBe(place.Contains("read", StringComparison.Ordinal) ? 0xFF : 0x5A);
        machine.DeviceFaultCount.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task The_machine_stops_with_the_devices_name_where_that_is_wanted(string place)
    {
        await using Machine machine = Create(place, DeviceFaultPolicy.Stop);
        MachineStop stop = await machine.RunAsync();
        stop.Kind.ShouldBe(MachineStopKind.DeviceFault);
        stop.Reason.ShouldContain("broken on purpose");
        if (place != "async void")
        {
            stop.Reason.ShouldStartWith("culprit");
        }
    }

    [Fact]
    public async Task Accesses_that_nobody_answers_read_as_all_ones_and_are_counted()
    {
        await using Machine machine = Rig.Create(a =>
        {
            a.@out(0x33, al);
            a.@in(al, 0x33);
            a.@out(Rig.StopPort, al);
        });
        (await machine.RunAsync()).ExitCode.ShouldBe(0xFF);
        machine.UnclaimedAccessCount.ShouldBe(2);
    }

    [Fact]
    public void What_a_device_throws_while_it_is_attached_is_an_error_in_the_machines_description()
    {
        MachineConfigurationException error = Should.Throw<MachineConfigurationException>(() => Machine.Create(b => b
            .Add(new TestDevice().OnAttach(_ => throw new DeviceConfigurationException("parameter 'x': no")), "culprit")));
        error.Message.ShouldBe("device 'culprit': parameter 'x': no");
        error = Should.Throw<MachineConfigurationException>(() => Machine.Create(b => b
            .Add(new TestDevice().OnReset(_ => throw new FormatException("broken on purpose")), "culprit")));
        error.Message.ShouldBe("device 'culprit': its code threw FormatException: broken on purpose");
    }

    [Fact]
    public void Two_devices_on_one_port_are_both_named()
    {
        MachineConfigurationException error = Should.Throw<MachineConfigurationException>(() => Machine.Create(b => b
            .Add(new TestDevice().OnRead(0x60, () => 0), "one")
            .Add(new TestDevice().OnRead(0x60, () => 0), "two")));
        error.Message.ShouldContain("one");
        error.Message.ShouldContain("two");
        error.Message.ShouldContain("60h");
    }

    private static Machine Create(string place, DeviceFaultPolicy policy)
    {
        var device = new TestDevice();
        Exception Broken() => new FormatException("broken on purpose");
        device.OnRead(0x10, () => place == "read" ? throw Broken() : Good);
        device.OnSlowRead(0x12, async _ =>
        {
            await device.Host.CompleteAt(100, Task.CompletedTask);
            return place == "slow read" ? throw Broken() : Good;
        });
        device.OnWrite(0x11, _ => Cause(place, device.Host, Broken));
        device.OnReset(kind => _ = place == "reset" && kind == ResetKind.Init ? throw Broken() : 0);
        if (place == "channel")
        {
            device.OnAttach(host => host.Channel("in").OnInput(() => throw Broken()));
        }

        bool again = false;
        device.OnRead(0x13, () =>
        {
            bool before = again;
            again = true;
            return before ? 1u : 0;
        });
        return Machine.Create(b =>
        {
            b.Memory("1 MiB").Add(new Guest(Provoke)).Add(device, "culprit").Add(StopDevice());
            b.OnDeviceFault = policy;
            b.Attach(machine => machine.Channel("in").Send([1]));
        });
    }

    private static void Cause(string place, IDeviceHost host, Func<Exception> broken)
    {
        switch (place)
        {
            case "write":
                throw broken();
            case "timer":
                host.Clock.CreateTimer(() => throw broken()).Arm(0);
                break;
            case "post":
                host.Post(() => throw broken());
                break;
            case "wire":
                host.Wire("line").Listen(_ => throw broken());
                host.Wire("line").Set(true);
                break;
            case "reset":
                host.RequestReset(ResetKind.Init);
                break;
            case "async void":
                FailLater();
                break;
            default:
                break;
        }

        async void FailLater()
        {
            await host.CompleteAt(10, Task.CompletedTask);
            throw broken();
        }
    }

    private static TestDevice StopDevice()
    {
        var device = new TestDevice();
        return device.OnWrite(Rig.StopPort, value => device.Host.RequestStop((int)value & 0xFF, "done"));
    }

    private static void Provoke(Iced.Intel.Assembler a)
    {
        Iced.Intel.Label again = a.CreateLabel();
        a.@in(al, 0x13);
        a.test(al, al);
        a.jne(again);
        a.@out(0x11, al);
        a.Label(ref again);
        for (int i = 0; i < 20; i++)
        {
            a.nop();
        }

        a.@in(al, 0x10);
        a.mov(bl, al);
        a.@in(al, 0x12);
        a.or(al, bl);
        a.@out(Rig.StopPort, al);
    }
}
