using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Wires between devices, and from devices to the CPU.</summary>
public sealed class WireTests
{
    [Fact]
    public async Task A_wire_is_high_while_any_device_drives_it_and_listeners_hear_its_edges_only()
    {
        var first = new TestDevice();
        var second = new TestDevice();
        var heard = new List<bool>();
        second.OnAttach(host => host.Wire("line").Listen(heard.Add));
        await using Machine machine = Rig.Create(a => a.hlt(), first, second);
        IWire one = first.Host.Wire("line");
        IWire two = second.Host.Wire("line");
        one.Set(true);
        two.Set(true);
        one.Set(false);
        two.Level.ShouldBeTrue();
        first.Host.Wire("line").Set(false);
        two.Set(false);
        one.Level.ShouldBeFalse();
        two.Name.ShouldBe("line");
        heard.ShouldBe([true, false]);
    }

    [Fact]
    public async Task A_rising_edge_on_nmi_interrupts_the_cpu_even_with_interrupts_off()
    {
        var device = new TestDevice();
        device.OnWrite(0x10, _ => device.Host.Wire("nmi").Set(true));
        await using Machine machine = Rig.Create(
            a =>
            {
                Iced.Intel.Label over = a.CreateLabel();
                a.mov(sp, 0x1000);
                a.call(over);
                a.mov(al, 5);                        // the handler
                a.@out(Rig.StopPort, al);
                a.Label(ref over);
                a.pop(__word_ptr[2 * 4]);
                a.mov(__word_ptr[(2 * 4) + 2], 0xF000);
                a.@out(0x10, al);
                a.mov(al, 6);
                a.@out(Rig.StopPort, al);
            },
            device);
        (await machine.RunAsync()).ExitCode.ShouldBe(5);
    }

    [Fact]
    public async Task Driving_intr_without_an_interrupt_controller_is_named()
    {
        var device = new TestDevice();
        device.OnWrite(0x10, _ => device.Host.Wire("intr").Set(true));
        await using Machine machine = Rig.Create(a => a.@out(0x10, al), device);
        MachineStop stop = await machine.RunAsync();
        stop.Kind.ShouldBe(MachineStopKind.DeviceFault);
        stop.Reason.ShouldContain("intr");
        stop.Reason.ShouldContain("genemu.pic");
    }

    [Fact]
    public async Task The_first_service_of_a_type_is_the_one_found()
    {
        var display = new TestDisplay();
        var device = new TestDevice();
        await using Machine machine = Rig.Create(a => a.hlt(), display, new TestDisplay(), device);
        device.Host.Find<ITextDisplay>().ShouldBeSameAs(display);
        machine.Find<ITextDisplay>().ShouldBeSameAs(display);
        device.Host.Find<IPciBus>().ShouldBeNull();
    }
}
