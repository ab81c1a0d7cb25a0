using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using GenEmu.Time;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Virtual time is a function of what the guest executes, and of nothing else.</summary>
public sealed class VirtualTimeTests
{
    [Theory]
    [InlineData(100, 7, 70)]
    [InlineData(1000, 7, 7)]
    [InlineData(3, 7, 2333)]
    [InlineData(300, 7_000_000_000_000_007, 23_333_333_333_333_356)]
    public void Time_is_instructions_at_the_configured_rate(int mips, long instructions, long nanoseconds)
        => new VirtualClock(new ClockSettings { Mips = mips }, () => instructions).Now.ShouldBe(nanoseconds);

    [Theory]
    [InlineData(100, 1000)]
    [InlineData(3, 1001)]
    [InlineData(300, 999_999_999)]
    [InlineData(7, 1)]
    public void The_budget_to_a_deadline_reaches_it_and_no_instruction_less_does(int mips, long deadline)
    {
        long count = 0;
        var clock = new VirtualClock(new ClockSettings { Mips = mips }, () => count);
        count = clock.InstructionsUntil(deadline);
        clock.Now.ShouldBeGreaterThanOrEqualTo(deadline);
        count--;
        clock.Now.ShouldBeLessThan(deadline);
    }

    [Fact]
    public void A_jump_adds_to_the_time_and_never_goes_back()
    {
        var clock = new VirtualClock(new ClockSettings(), () => 100);
        clock.JumpTo(5000);
        clock.Now.ShouldBe(5000);
        clock.JumpTo(10);
        clock.Now.ShouldBe(5000);
        clock.InstructionsUntil(6000).ShouldBe(100);
    }

    [Fact]
    public void The_time_stamp_counter_and_the_calendar_follow_virtual_time()
    {
        DateTimeOffset start = new(1999, 12, 31, 23, 59, 59, TimeSpan.Zero);
        var clock = new VirtualClock(new ClockSettings { TscMhz = 2500, Start = start }, () => 100_000_000);
        clock.TimeStamp.ShouldBe(2_500_000_000u);
        clock.Calendar.ShouldBe(start.AddSeconds(1));
    }

    [Fact]
    public async Task An_access_sees_the_time_of_the_instructions_before_it()
    {
        var times = new List<long>();
        var device = new TestDevice();
        device.OnWrite(0x10, _ => times.Add(device.Host.Clock.Now));
        await using Machine machine = Rig.Create(
            a =>
            {
                a.@out(0x10, al);
                a.nop();
                a.nop();
                a.@out(0x10, al);
                a.@out(Rig.StopPort, al);
            },
            device);
        await machine.RunAsync();
        times.ShouldBe([10, 40]);
    }

    [Fact]
    public async Task RDTSC_counts_ten_a_default_instruction()
    {
        await using Machine machine = Rig.Create(a =>
        {
            a.rdtsc();
            a.mov(bx, ax);
            a.rdtsc();
            a.sub(ax, bx);
            a.@out(Rig.StopPort, al);
        });
        (await machine.RunAsync()).ExitCode.ShouldBe(20);
    }

    [Fact]
    public async Task A_timer_fires_at_the_first_boundary_at_or_after_its_deadline()
    {
        var device = new TestDevice();
        var times = new List<long>();
        device.OnAttach(host => host.Clock.CreateTimer(() => times.Add(host.Clock.Now)).Arm(95));
        await using Machine machine = Rig.Create(MachineStopTests.Forever, device);
        await machine.RunAsync(Until.VirtualTime(TimeSpan.FromMicroseconds(1)), Rig.Limit);
        times.ShouldBe([100]);
        machine.VirtualTime.ShouldBe(TimeSpan.FromMicroseconds(1));
    }

    [Fact]
    public async Task Timers_of_one_instant_fire_in_the_order_in_which_they_were_armed()
    {
        var device = new TestDevice();
        string order = "";
        device.OnAttach(host =>
        {
            IDeviceTimer first = host.Clock.CreateTimer(() => order += "1");
            IDeviceTimer second = host.Clock.CreateTimer(() => order += "2");
            IDeviceTimer third = host.Clock.CreateTimer(() => order += "3");
            first.Arm(500);
            second.Arm(500);
            third.Arm(400);
            first.Arm(500);
        });
        await using Machine machine = Rig.Create(MachineStopTests.Forever, device);
        await machine.RunAsync(Until.VirtualTime(TimeSpan.FromMicroseconds(1)), Rig.Limit);
        order.ShouldBe("321");
    }

    [Fact]
    public async Task A_timer_armed_for_an_earlier_time_during_an_access_ends_the_cpus_run()
    {
        var device = new TestDevice();
        long fired = 0;
        IDeviceTimer timer = null!;
        device.OnAttach(host => timer = host.Clock.CreateTimer(() => fired = host.Clock.Now));
        device.OnWrite(0x10, _ => timer.Arm(device.Host.Clock.Now + 50));
        await using Machine machine = Rig.Create(
            a =>
            {
                a.@out(0x10, al);
                MachineStopTests.Forever(a);
            },
            device);
        await machine.RunAsync(Until.VirtualTime(TimeSpan.FromMilliseconds(5)), Rig.Limit);
        fired.ShouldBe(60);
    }

    [Fact]
    public async Task A_timer_that_arms_itself_for_the_past_lets_the_guest_go_on()
    {
        var device = new TestDevice();
        int fired = 0;
        device.OnAttach(host =>
        {
            IDeviceTimer timer = null!;
            timer = host.Clock.CreateTimer(() =>
            {
                fired++;
                timer.Arm(0);
            });
            timer.Arm(0);
        });
        await using Machine machine = Rig.Create(
            a =>
            {
                a.nop();
                a.nop();
                a.@out(Rig.StopPort, al);
            },
            device);
        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.Stopped);
        fired.ShouldBeInRange(4, 5);
    }

    [Fact]
    public async Task While_the_cpu_halts_time_jumps_to_the_next_timer()
    {
        var device = new TestDevice();
        long woken = 0;
        device.OnAttach(host => host.Clock.CreateTimer(() => host.Wire("irq").Set(true)).Arm(3_600_000_000_000));
        device.OnWrite(0x10, _ => woken = device.Host.Clock.Now);
        await using Machine machine = Rig.Create(WaitForInterrupt, device, new TestInterruptController());
        MachineStop stop = await machine.RunAsync();
        stop.Kind.ShouldBe(MachineStopKind.Stopped);
        woken.ShouldBeInRange(3_600_000_000_000, 3_600_000_000_100);
        stop.Instructions.ShouldBeLessThan(20);
    }

    /// <summary>Sets interrupt 8's handler, halts, and writes to port 10h when it is woken.</summary>
    internal static void WaitForInterrupt(Assembler a)
    {
        Label over = a.CreateLabel();
        a.xor(ax, ax);
        a.mov(ds, ax);
        a.mov(ss, ax);
        a.mov(sp, 0x1000);
        a.call(over);
        a.iret();                    // the handler
        a.Label(ref over);
        a.pop(__word_ptr[TestInterruptController.Vector * 4]);
        a.mov(__word_ptr[(TestInterruptController.Vector * 4) + 2], 0xF000);
        a.sti();
        a.hlt();
        a.@out(0x10, al);
        a.@out(Rig.StopPort, al);
    }
}
