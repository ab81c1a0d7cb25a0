using GenEmu.Abstractions;
using GenEmu.Core.Io;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Every path to a reset says where it came from.</summary>
public sealed class ResetProvenanceTests
{
    private const int CountPort = 0x11;
    private const ushort Start = 0x102;

    [Theory]
    [InlineData("genemu.reset-control", 0x92, new byte[] { 0x03 }, ResetKind.Init, false)]
    [InlineData("genemu.reset-control", 0x92, new byte[] { 0x03 }, ResetKind.Init, true)]
    [InlineData("genemu.reset-control", 0xCF9, new byte[] { 0x02, 0x06 }, ResetKind.Hard, false)]
    [InlineData("genemu.reset-control", 0xCF9, new byte[] { 0x04 }, ResetKind.Init, false)]
    [InlineData("genemu.reset-control", 0xCF9, new byte[] { 0x0A, 0x0E }, ResetKind.PowerOn, true)]
    [InlineData("genemu.i8042", 0x64, new byte[] { 0xFE }, ResetKind.Init, false)]
    [InlineData("genemu.i8042", 0x64, new byte[] { 0xFE }, ResetKind.Init, true)]
    public async Task A_port_that_resets_is_named_with_value_and_place(string kind, int port, byte[] values, ResetKind expected, bool recordOnly)
    {
        await using Machine machine = Create(
            a =>
            {
                a.mov(dx, (ushort)port);
                foreach (byte value in values)
                {
                    a.mov(al, value);
                    a.@out(dx, al);
                }
            },
            b =>
            {
                b.RecordOnly = recordOnly;
                b.Add(kind, "chip");
            });
        await machine.RunAsync();
        ResetRecord reset = machine.LastReset.ShouldNotBeNull();
        (reset.Kind, reset.Source, reset.Cpu, reset.Selector).ShouldBe((expected, "chip", 0, (ushort)0xF000));
        IoRequest access = reset.Access.ShouldNotBeNull();
        (access.Kind, access.Address, access.Data, access.Width, access.Device).ShouldBe((IoKind.PortWrite, (ulong)port, (ulong)values[^1], 1, "chip"));
        int before = Guest.StartInstructions + 3 + 1 + (2 * values.Length) - 1;
        reset.Instructions.ShouldBe(before);
        reset.Rip.ShouldBe((ulong)(Start + 3 + (3 * values.Length) - 1));
        reset.VirtualTime.ShouldBe(TimeSpan.FromTicks(before / 10));          // 100 instructions a microsecond
        reset.ToString().ShouldContain($"PortWrite {port:X}h/1 := {values[^1]:X}h to chip, at F000:");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_device_that_resets_in_a_read_is_named(bool recordOnly, bool waits)
    {
        var device = new TestDevice();
        device.OnRead(0x44, () =>
        {
            device.Host.RequestReset(ResetKind.Hard);
            return 1;
        });
        await using Machine machine = Create(
            a => a.@in(al, 0x44),
            b =>
            {
                b.RecordOnly = recordOnly;
                b.DelaySeed = waits ? 1 : null;
                b.Add(device, "reader");
            });
        await machine.RunAsync();
        ResetRecord reset = machine.LastReset.ShouldNotBeNull();
        IoRequest access = reset.Access.ShouldNotBeNull();
        (access.Kind, access.Address, access.Width, access.Device).ShouldBe((IoKind.PortRead, 0x44UL, 1, "reader"));
        (reset.Source, reset.Rip, reset.Instructions).ShouldBe(("reader", Start, Guest.StartInstructions + 3));
    }

    [Fact]
    public async Task A_device_that_resets_later_names_the_access_that_waited()
    {
        var device = new TestDevice();
        device.OnSlowRead(0x44, async _ =>
        {
            await device.Host.CompleteAt(1000, Task.CompletedTask);
            device.Host.RequestReset(ResetKind.Hard);
            return 1;
        });
        await using Machine machine = Create(a => a.@in(al, 0x44), b => b.Add(device, "slow"));
        await machine.RunAsync();
        ResetRecord reset = machine.LastReset.ShouldNotBeNull();
        (reset.Source, reset.Rip).ShouldBe(("slow", Start));
        reset.Access!.Value.Address.ShouldBe(0x44UL);
    }

    [Fact]
    public async Task A_timer_that_resets_names_no_access_although_one_came_before()
    {
        var device = new TestDevice();
        IDeviceTimer? timer = null;
        device.OnAttach(host => timer = host.Clock.CreateTimer(() => host.RequestReset(ResetKind.Hard)));
        device.OnRead(0x44, () =>
        {
            timer!.Arm(device.Host.Clock.Now + 5000);
            return 1;
        });
        await using Machine machine = Create(
            a =>
            {
                a.@in(al, 0x44);
                MachineStopTests.Forever(a);
            },
            b => b.Add(device, "watchdog"));
        await machine.RunAsync();
        ResetRecord reset = machine.LastReset.ShouldNotBeNull();
        reset.Source.ShouldBe("watchdog");
        reset.Access.ShouldBeNull();
    }

    [Fact]
    public async Task A_triple_fault_and_the_hosts_button_name_the_place()
    {
        await using Machine faults = Create(MachineStopTests.TripleFault, _ => { });
        await faults.RunAsync();
        (faults.LastReset!.Source, faults.LastReset.Access, faults.LastReset.Kind).ShouldBe(("cpu", null, ResetKind.Hard));
        faults.LastReset.Rip.ShouldBeGreaterThanOrEqualTo((ulong)Start);

        await using Machine button = Create(
            a =>
            {
                a.nop();
                MachineStopTests.Forever(a);
            },
            _ => { });
        button.Reset(ResetKind.PowerOn);
        await button.RunAsync(Until.VirtualTime(TimeSpan.FromMilliseconds(1)));
        (button.LastReset!.Source, button.LastReset.Access, button.LastReset.Rip, button.LastReset.Instructions).ShouldBe(("host", null, 0xFFF0UL, 0L));
    }

    /// <summary>A machine that does something at F000:0102 once, and stops when it starts again.</summary>
    private static Machine Create(Action<Assembler> once, Action<MachineBuilder> configure)
    {
        int starts = 0;
        var counter = new TestDevice();
        counter.OnRead(CountPort, () => (uint)starts++);
        return Rig.Create(
            a =>
            {
                Label first = a.CreateLabel();
                a.@in(al, CountPort);
                a.test(al, al);
                a.je(first);
                a.@out(Rig.StopPort, al);
                a.nop(Start - 10);
                a.Label(ref first);
                once(a);
            },
            configure,
            counter);
    }
}
