using GenEmu.Tests.Support;

namespace GenEmu.Tests.Replay;

/// <summary>Record and replay of whole machines: rules B20 and F4.</summary>
public sealed class ReplayTests
{
    public static TheoryData<bool, int?, int> Ways => new() { { false, null, 1 }, { true, null, 1 }, { false, 5, 1 }, { false, null, 2 } };

    /// <summary>Nothing but the recording is common to both machines.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task B20_A_replay_is_the_recorded_run_at_every_stop(bool recordOnly, int? delay, int cpus)
    {
        (Machine machine, HostPacedDevice device) = ReplayRig.Create(recordOnly, delay, cpus);
        await using Machine first = machine;
        first.StartRecording();
        var hashes = new List<StateHash>();
        for (int time = 10; time < 100; time += 10)
        {
            await first.RunAsync(Until.VirtualTime(TimeSpan.FromMicroseconds(time)), Rig.Limit);
            hashes.Add(first.StateHash());
        }

        (await first.RunAsync()).Kind.ShouldBe(MachineStopKind.Stopped);
        Recording recording = Copy(first.EndRecording(["an", "argument"]));

        (Machine other, HostPacedDevice its) = ReplayRig.Create(cpus: cpus);
        await using Machine second = other;
        second.Replay(recording);
        its.Trace.Clear();
        MachineStop stop = await second.RunAsync();

        stop.Kind.ShouldBe(MachineStopKind.Stopped, stop.Reason);
        stop.Instructions.ShouldBe(first.Cpus.Sum(cpu => cpu.InstructionCount));
        its.Trace.ShouldBe(device.Trace);
        second.StateHash().DifferencesTo(first.StateHash()).ShouldBeEmpty();
        recording.Entries.Count(entry => entry.Kind == GenEmu.Replay.EntryKind.Stop && entry.Data.Length > 0).ShouldBe(10);        // each was compared
        hashes.Distinct().Count().ShouldBeGreaterThan(3);
        recording.CommandLine.ShouldBe(["an", "argument"]);
        second.IsReplaying.ShouldBeFalse();
    }

    [Fact]
    public async Task B20_Without_the_recording_every_run_is_another_one()
    {
        (Machine one, HostPacedDevice first) = ReplayRig.Create();
        (Machine two, HostPacedDevice second) = ReplayRig.Create();
        await using Machine a = one;
        await using Machine b = two;
        await one.RunAsync();
        await two.RunAsync();

        first.Trace.ShouldNotBe(second.Trace);
    }

    [Fact]
    public async Task F04_A_machine_lives_on_after_its_replay()
    {
        (Machine machine, _) = ReplayRig.Create();
        await using Machine first = machine;
        first.StartRecording();
        await first.RunAsync(Until.VirtualTime(TimeSpan.FromMicroseconds(30)), Rig.Limit);
        Recording recording = first.EndRecording();

        (Machine other, HostPacedDevice its) = ReplayRig.Create();
        await using Machine second = other;
        second.Replay(recording);
        MachineStop end = await second.RunAsync();
        end.Kind.ShouldBe(MachineStopKind.ReplayEnded, end.Reason);
        int so_far = its.Trace.Count;

        (await second.RunAsync()).Kind.ShouldBe(MachineStopKind.Stopped);
        its.Trace.Count.ShouldBeGreaterThan(so_far);
    }

    [Fact]
    public async Task F04_A_replay_of_another_guest_stops_at_the_first_difference_and_names_it()
    {
        (Machine machine, _) = ReplayRig.Create();
        await using Machine first = machine;
        first.StartRecording();
        await first.RunAsync(Until.VirtualTime(TimeSpan.FromMicroseconds(30)), Rig.Limit);
        Recording recording = first.EndRecording();

        (Machine other, _) = ReplayRig.Create(rounds: 1);
        await using Machine second = other;
        second.Replay(recording);
        MachineStop stop = await second.RunAsync();

        stop.Kind.ShouldBe(MachineStopKind.ReplayDiverged);
        stop.Reason.ShouldContain("it differs in cpu 0");
        stop.Reason.ShouldContain("instruction ");
    }

    private static Recording Copy(Recording recording)
    {
        using var file = new MemoryStream();
        recording.Write(file);
        return Recording.Read(file.ToArray());
    }
}
