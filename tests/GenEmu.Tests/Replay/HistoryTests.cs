using GenEmu.Core.Debug;
using GenEmu.Tests.Support;

namespace GenEmu.Tests.Replay;

/// <summary>A machine that goes backwards (rule F4, number 10), also over accesses whose devices depend on the host.</summary>
public sealed class HistoryTests
{
    /// <summary>Step by step to the very first instruction, and forward again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task F04_Every_step_back_is_where_the_machine_was(int cpus)
    {
        (Machine machine, _) = ReplayRig.Create(cpus: cpus, rounds: 1);
        await using Machine owned = machine;
        using History history = machine.KeepHistory(new HistoryOptions { Interval = 1000 });
        var states = new List<(long Instructions, ulong Rip, string Hash)>();
        MachineStop stop;
        do
        {
            states.Add(StateOf(machine));
            stop = await machine.Debugger.StepAsync(timeout: Rig.Limit);
        }
        while (stop.Kind == MachineStopKind.Debug);

        (stop.Kind, states.Count).ShouldBe((MachineStopKind.Stopped, stop.Kind == MachineStopKind.Stopped ? states.Count : 0));
        states.Count.ShouldBeGreaterThan(200);
        StateHash end = machine.StateHash();
        for (int i = states.Count - 2; i >= 0; i -= i % 37 == 0 ? 1 : 1 + (i % 5))
        {
            while (machine.Cpu.InstructionCount > states[i].Instructions)
            {
                (await history.StepBackAsync()).Kind.ShouldBe(MachineStopKind.Debug);
            }

            StateOf(machine).ShouldBe(states[i], $"step {i}");
            history.IsInPast.ShouldBeTrue();
        }

        (await history.GoToAsync(machine.Cpu, 0)).Kind.ShouldBe(MachineStopKind.Debug);
        (await history.StepBackAsync()).Kind.ShouldBe(MachineStopKind.HistoryBegins);
        do
        {
            stop = await machine.RunAsync();
        }
        while (history.IsInPast);
        machine.StateHash().DifferencesTo(end).ShouldBeEmpty();
    }

    [Fact]
    public async Task F04_A_machine_runs_backwards_to_the_last_write_of_a_variable()
    {
        (Machine machine, HostPacedDevice device) = ReplayRig.Create();
        await using Machine owned = machine;
        using History history = machine.KeepHistory(new HistoryOptions { Interval = 1000, Moments = 6 });
        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.Stopped);
        history.MomentCount.ShouldBe(6);
        StateHash end = machine.StateHash();
        string[] trace = [.. device.Trace];
        byte last = ReadCounter(machine);
        last.ShouldBe((byte)20);

        HostBreakpoint watch = machine.Debugger.Add(HostBreakpointKind.Write, ReplayRig.Counter);
        for (int value = last - 1; value >= 0; value--)
        {
            MachineStop stop = await history.ReverseContinueAsync();
            stop.Debug?.Stop.Debug?.Breakpoint.ShouldBe(watch, stop.Reason);
            stop.Kind.ShouldBe(MachineStopKind.Debug, stop.Reason);
            ReadCounter(machine).ShouldBe((byte)value);        // the write has not happened yet
        }

        (await history.ReverseContinueAsync()).Kind.ShouldBe(MachineStopKind.HistoryBegins);
        machine.Debugger.Breakpoints.ShouldBe([watch]);
        machine.Debugger.Clear();
        device.Trace.Clear();
        MachineStop again = await machine.RunAsync();
        again.Kind.ShouldBe(MachineStopKind.Stopped);
        device.Trace.ShouldBe(trace);
        machine.StateHash().DifferencesTo(end).ShouldBeEmpty();
        history.IsInPast.ShouldBeFalse();
    }

    /// <summary>Where it stands before an instruction, it does not stop again at the same place.</summary>
    [Fact]
    public async Task F04_Port_accesses_and_instructions_are_found_backwards_too()
    {
        (Machine machine, HostPacedDevice device) = ReplayRig.Create(rounds: 3);
        await using Machine owned = machine;
        using History history = machine.KeepHistory();
        await machine.RunAsync();
        machine.Debugger.Add(HostBreakpointKind.Io, HostPacedDevice.TracePort);
        var found = new List<ulong>();
        while ((await history.ReverseContinueAsync()).Kind == MachineStopKind.Debug)
        {
            found.Add(machine.Cpu.Registers.Rip);
        }

        found.Count.ShouldBe(15);
        found.Distinct().Count().ShouldBe(5);
        machine.Debugger.Clear();
        machine.Debugger.Add(HostBreakpointKind.Execute, 0xF0000 + found[0]);
        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.Debug);
        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.Debug);
        long second = machine.Cpu.InstructionCount;
        (await history.ReverseContinueAsync()).Kind.ShouldBe(MachineStopKind.Debug);
        machine.Cpu.InstructionCount.ShouldBeLessThan(second);
        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.Debug);
        machine.Cpu.InstructionCount.ShouldBe(second);
    }

    [Fact]
    public async Task F04_A_machine_may_take_another_way_from_its_past()
    {
        (Machine machine, HostPacedDevice device) = ReplayRig.Create(rounds: 5);
        await using Machine owned = machine;
        using History history = machine.KeepHistory();
        await machine.RunAsync();
        machine.Debugger.Add(HostBreakpointKind.Write, ReplayRig.Counter);
        (await history.ReverseContinueAsync()).Kind.ShouldBe(MachineStopKind.Debug);
        machine.Debugger.Clear();

        history.ForgetFuture();
        machine.Memory.Write(ReplayRig.Counter, [100]);
        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.Stopped);

        ReadCounter(machine).ShouldBe((byte)101);
        (await history.StepBackAsync()).Kind.ShouldBe(MachineStopKind.Debug);
    }

    /// <summary>Moments in the middle of accesses, whose devices are asked again when such a moment is put in place.</summary>
    [Fact]
    public async Task F04_A_machine_goes_back_to_where_an_access_waits()
    {
        (Machine machine, _) = ReplayRig.Create(rounds: 6);
        await using Machine owned = machine;
        using History history = machine.KeepHistory(new HistoryOptions { Moments = 1000 });
        var kept = new List<long>();
        MachineStop stop;
        TimeSpan time = TimeSpan.Zero;
        do
        {
            time += TimeSpan.FromTicks(7);
            stop = await machine.RunAsync(Until.VirtualTime(time), Rig.Limit);
            if (machine.PendingAccesses.Count > 0)
            {
                history.Keep();
                kept.Add(machine.Cpu.InstructionCount);
            }
        }
        while (stop.Kind == MachineStopKind.UntilMatched);

        stop.Kind.ShouldBe(MachineStopKind.Stopped);
        kept.Distinct().Count().ShouldBeGreaterThan(5);
        StateHash end = machine.StateHash();
        foreach (long count in kept.Distinct().Reverse())
        {
            stop = await history.GoToAsync(machine.Cpu, count + 1);
            stop.Kind.ShouldBe(MachineStopKind.Debug, stop.Reason);
            machine.Cpu.InstructionCount.ShouldBe(count + 1);
        }

        do
        {
            stop = await machine.RunAsync(timeout: Rig.Limit);
            stop.Kind.ShouldNotBe(MachineStopKind.ReplayDiverged, stop.Reason);
        }
        while (history.IsInPast);
        machine.StateHash().DifferencesTo(end).ShouldBeEmpty();
    }

    [Fact]
    public void F04_Options_out_of_range_are_refused()
    {
        (Machine machine, _) = ReplayRig.Create();
        Should.Throw<ArgumentOutOfRangeException>(() => machine.KeepHistory(new HistoryOptions { Interval = 10 }));
        Should.Throw<ArgumentOutOfRangeException>(() => machine.KeepHistory(new HistoryOptions { Moments = 1 }));
        using (machine.KeepHistory())
        {
            Should.Throw<InvalidOperationException>(() => machine.KeepHistory());
            Should.Throw<InvalidOperationException>(() => machine.StartRecording());
            Should.Throw<InvalidOperationException>(() => machine.Restore(machine.TakeSnapshot()));
        }

        machine.StartRecording();
        Should.Throw<InvalidOperationException>(() => machine.StartRecording());
    }

    private static byte ReadCounter(Machine machine)
    {
        byte[] value = new byte[1];
        machine.Memory.Read(ReplayRig.Counter, value);
        return value[0];
    }

    private static (long Instructions, ulong Rip, string Hash) StateOf(Machine machine)
        => (machine.Cpu.InstructionCount, machine.Cpu.Registers.Rip, machine.StateHash().Value);
}
