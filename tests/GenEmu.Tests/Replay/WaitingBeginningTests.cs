using GenEmu.Core.Debug;
using GenEmu.Replay;
using GenEmu.Tests.Support;

namespace GenEmu.Tests.Replay;

/// <summary>Recordings that begin while an access waits: live, repeated, and backwards its device's code has the same name.</summary>
public sealed class WaitingBeginningTests
{
    private const int Rounds = 5;
    private const int MostTries = 100;

    /// <summary>Ports whose devices wait for the host alone, for work that they told the machine of, and for a deadline.</summary>
    [Theory]
    [InlineData(HostPacedDevice.PlainPort)]
    [InlineData(HostPacedDevice.OpenWorkPort)]
    [InlineData(HostPacedDevice.DeadlinePort)]
    public async Task F04_A_recording_that_begins_in_an_access_goes_forward_and_backwards(byte port)
    {
        await using Machine first = await RunIntoAsync(port);
        HostBreakpoint breakpoint = first.Debugger.Add(HostBreakpointKind.Execute, 0);
        StateHash begin = first.StateHash();

        first.StartRecording();
        first.StateHash().DifferencesTo(begin).ShouldBeEmpty();
        first.PendingAccesses.Single().Address.ShouldBe(port);
        first.Debugger.Breakpoints.ShouldBe([breakpoint]);
        (await first.RunAsync()).Kind.ShouldBe(MachineStopKind.Stopped);
        Recording recording = first.EndRecording();
        string[] names = [.. recording.Entries.Where(entry => entry.Kind == EntryKind.Continuation).Select(entry => entry.Name)];
        names.ShouldNotBeEmpty();
        names.ShouldContain(name => name.StartsWith("access ", StringComparison.Ordinal));

        (Machine machine, _) = ReplayRig.Create(rounds: Rounds);
        await using Machine second = machine;
        second.Replay(recording);
        using History history = second.KeepHistory(new HistoryOptions { Interval = 1000 });
        MachineStop stop = await second.RunAsync();
        stop.Kind.ShouldBe(MachineStopKind.Stopped, stop.Reason);
        second.StateHash().DifferencesTo(first.StateHash()).ShouldBeEmpty();

        second.Debugger.Clear();
        second.Debugger.Add(HostBreakpointKind.Write, ReplayRig.Counter);
        while ((stop = await history.ReverseContinueAsync()).Kind == MachineStopKind.Debug)
        {
            second.IsReplaying.ShouldBeTrue();
        }

        stop.Kind.ShouldBe(MachineStopKind.HistoryBegins, stop.Reason);
        second.StateHash().DifferencesTo(begin).ShouldBeEmpty();
        second.Debugger.Clear();
        stop = await second.RunAsync();
        stop.Kind.ShouldBe(MachineStopKind.Stopped, stop.Reason);
        second.StateHash().DifferencesTo(first.StateHash()).ShouldBeEmpty();
    }

    /// <summary>A machine that waits for the port; where the host's time ends a run is chance, so there may be several tries.</summary>
    private static async Task<Machine> RunIntoAsync(byte port)
    {
        for (int tries = 0; tries < MostTries; tries++)
        {
            (Machine machine, _) = ReplayRig.Create(rounds: Rounds);
            MachineStop stop;
            do
            {
                stop = await machine.RunAsync(timeout: TimeSpan.FromMilliseconds(1));
                if (machine.PendingAccesses.Any(access => access.Address == port))
                {
                    return machine;
                }
            }
            while (stop.Kind == MachineStopKind.Timeout);

            await machine.DisposeAsync();
        }

        throw new InvalidOperationException($"no run ended while port {port:X}h was waited for");
    }
}
