using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>A run is a function of its inputs: neither the engine nor the host's speed shows.</summary>
public sealed class DeterminismTests
{
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    [InlineData(false, 3)]
    public async Task The_same_guest_sees_the_same_times_however_it_is_run(bool recordOnly, int? delay)
    {
        (string trace, MachineStop stop) = await RunAsync(recordOnly, delay);
        (string reference, MachineStop expected) = await RunAsync(recordOnly: false, delay: null);
        trace.ShouldBe(reference);
        stop.ShouldBe(expected);
        trace.Split('\n').Length.ShouldBeGreaterThan(200);
    }

    [Fact]
    public async Task Many_machines_side_by_side_do_not_disturb_each_other()
    {
        (string trace, MachineStop stop) = await RunAsync(recordOnly: false, delay: null);
        (string Trace, MachineStop Stop)[] all = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => RunAsync(recordOnly: i % 2 == 0, delay: null)));
        all.ShouldAllBe(run => run.Trace == trace && run.Stop == stop);
    }

    /// <summary>A guest that reads, writes and waits while a timer interrupts it.</summary>
    private static async Task<(string Trace, MachineStop Stop)> RunAsync(bool recordOnly, int? delay)
    {
        var device = new TestDevice();
        var trace = new List<string>();
        uint value = 0;
        device.OnWrite(0x10, v => trace.Add($"{device.Host.Clock.Now}: write {v & 0xFFFF}"));
        device.OnRead(0x11, () => value = (value * 5) + 1);
        device.OnSlowRead(0x12, async _ =>
        {
            await device.Host.CompleteAt(777, Task.Run(() => Thread.SpinWait(100)));
            return (uint)device.Host.Clock.Now;
        });
        device.OnAttach(host =>
        {
            IDeviceTimer timer = null!;
            timer = host.Clock.CreateTimer(() =>
            {
                trace.Add($"{host.Clock.Now}: tick");
                host.Wire("irq").Set(true);
                host.Wire("irq").Set(false);
                timer.Arm(host.Clock.Now + 1490);
            });
            timer.Arm(1000);
        });
        await using Machine machine = Rig.Create(
            Work,
            b =>
            {
                b.RecordOnly = recordOnly;
                b.DelaySeed = delay;
            },
            device,
            new TestInterruptController());
        MachineStop stop = await machine.RunAsync();
        return (string.Join('\n', trace), stop);
    }

    private static void Work(Assembler a)
    {
        Label loop = a.CreateLabel();
        RealMode.Begin(a);
        RealMode.Handle(a, TestInterruptController.Vector, () => a.inc(bx));         // it counts
        a.mov(cx, 100);
        a.sti();
        a.Label(ref loop);
        a.@in(ax, 0x11);
        a.add(ax, bx);
        a.@out(0x10, ax);
        a.@in(ax, 0x12);
        a.@out(0x10, ax);
        a.loop(loop);
        a.@out(Rig.StopPort, al);
    }
}
