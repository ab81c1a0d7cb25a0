using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Each way in which a run ends.</summary>
public sealed class MachineStopTests
{
    [Fact]
    public async Task A_device_ends_the_run_with_an_exit_code_at_the_boundary_of_the_access()
    {
        await using Machine machine = Rig.Create(a =>
        {
            a.mov(al, 7);
            a.@out(Rig.StopPort, al);
            a.mov(al, 8);
        });
        MachineStop stop = await machine.RunAsync();
        stop.Kind.ShouldBe(MachineStopKind.Stopped);
        stop.ExitCode.ShouldBe(7);
        stop.Reason.ShouldBe("the guest is done");
        stop.Instructions.ShouldBe(Guest.StartInstructions + 2);
        machine.Cpu.Registers.Rip.ShouldBe(4u);
        machine.Cpu.Registers.Rax.ShouldBe(7u);
    }

    [Fact]
    public async Task A_later_run_goes_on_where_the_first_one_ended()
    {
        await using Machine machine = Rig.Create(a =>
        {
            a.mov(al, 7);
            a.@out(Rig.StopPort, al);
            a.inc(ax);
            a.@out(Rig.StopPort, al);
        });
        (await machine.RunAsync()).ExitCode.ShouldBe(7);
        (await machine.RunAsync()).ExitCode.ShouldBe(8);
    }

    [Fact]
    public async Task Time_runs_out_by_the_hosts_clock()
    {
        await using Machine machine = Rig.Create(Forever);
        MachineStop stop = await machine.RunAsync(timeout: TimeSpan.FromMilliseconds(50));
        stop.Kind.ShouldBe(MachineStopKind.Timeout);
        stop.Instructions.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_run_can_be_cancelled()
    {
        await using Machine machine = Rig.Create(Forever);
        using var cancellation = new CancellationTokenSource();
        Task<MachineStop> run = machine.RunAsync(cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        (await run).Kind.ShouldBe(MachineStopKind.Cancelled);
    }

    [Fact]
    public async Task A_halt_that_nothing_can_end_is_idle()
    {
        await using Machine machine = Rig.Create(a => a.hlt());
        (await machine.RunAsync(until: null)).Kind.ShouldBe(MachineStopKind.Idle);
    }

    [Fact]
    public async Task A_halt_waits_while_somebody_may_still_type()
    {
        var device = new TestDevice();
        await using Machine machine = Rig.Create(a => a.hlt(), device);
        IDisposable input = machine.ExpectInput();
        Task<MachineStop> run = machine.RunAsync(until: null);
        machine.Post(() => device.Host.RequestStop(5, "typed"));
        (await run).ExitCode.ShouldBe(5);
        input.Dispose();
        (await machine.RunAsync(until: null)).Kind.ShouldBe(MachineStopKind.Idle);
    }

    [Fact]
    public async Task A_halt_with_interrupts_off_is_idle_although_timers_tick_on()
    {
        var device = new TestDevice();
        device.OnAttach(host =>
        {
            IDeviceTimer timer = null!;
            timer = host.Clock.CreateTimer(() => timer.Arm(host.Clock.Now + 50_000_000));
            timer.Arm(0);
        });
        await using Machine machine = Rig.Create(
            a =>
            {
                a.cli();
                a.hlt();
            },
            device);
        MachineStop stop = await machine.RunAsync(until: null);
        stop.Kind.ShouldBe(MachineStopKind.Idle);
        stop.VirtualTime.ShouldBeGreaterThan(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_triple_fault_ends_the_run_where_the_board_is_set_so()
    {
        await using Machine machine = Rig.Create(TripleFault, b => b.OnTripleFault = TripleFaultPolicy.Stop);
        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.TripleFault);
    }

    [Fact]
    public async Task A_posted_action_that_throws_ends_the_run_with_its_exception()
    {
        await using Machine machine = Rig.Create(Forever);
        machine.Post(() => throw new FormatException("mine"));
        InvalidOperationException exception = await Should.ThrowAsync<InvalidOperationException>(() => machine.RunAsync());
        exception.InnerException.ShouldBeOfType<FormatException>();
    }

    [Fact]
    public async Task A_receiver_of_output_that_throws_ends_the_run_and_no_device_is_blamed()
    {
        var device = new TestDevice();
        device.OnWrite(0x10, value => device.Host.Channel("serial0").Write((byte)value));
        await using Machine machine = Rig.Create(
            a =>
            {
                a.@out(0x10, al);
                Forever(a);
            },
            device);
        machine.Channel("serial0").OnOutput(_ => throw new FormatException("mine"));
        InvalidOperationException exception = await Should.ThrowAsync<InvalidOperationException>(() => machine.RunAsync());
        exception.InnerException.ShouldBeOfType<FormatException>();
        machine.DeviceFaultCount.ShouldBe(0);
    }

    [Fact]
    public async Task Real_time_holds_virtual_time_back()
    {
        var device = new TestDevice();
        device.OnAttach(host =>
        {
            IDeviceTimer timer = null!;
            timer = host.Clock.CreateTimer(() => timer.Arm(host.Clock.Now + 10_000_000));
            timer.Arm(0);
        });
        await using Machine machine = Rig.Create(
            a =>
            {
                a.sti();
                a.hlt();
            },
            b => b.Clock = b.Clock with { FollowRealTime = true },
            device);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        await machine.RunAsync(Until.VirtualTime(TimeSpan.FromMilliseconds(100)), Rig.Limit);
        System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds.ShouldBeGreaterThan(90);
    }

    [Fact]
    public async Task A_machine_runs_once_at_a_time_and_is_not_disposed_while_it_runs()
    {
        await using Machine machine = Rig.Create(Forever);
        using var cancellation = new CancellationTokenSource();
        Task<MachineStop> run = machine.RunAsync(cancellationToken: cancellation.Token);
        await Should.ThrowAsync<InvalidOperationException>(() => machine.RunAsync());
        await Should.ThrowAsync<InvalidOperationException>(() => machine.DisposeAsync().AsTask());
        await cancellation.CancelAsync();
        await run;
    }

    internal static void TripleFault(Iced.Intel.Assembler a)
    {
        a.lidt(__[0x8000]);          // RAM there is clear: the limit is 0
        a.int3();
    }

    internal static void Forever(Iced.Intel.Assembler a)
    {
        Iced.Intel.Label here = a.CreateLabel();
        a.Label(ref here);
        a.jmp(here);
    }
}
