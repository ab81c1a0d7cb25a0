using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Snapshots of whole machines: rules E2, E3 and E10.</summary>
public sealed class SnapshotTests
{
    public static TheoryData<bool, int?> Ways => new() { { false, null }, { true, null }, { false, 5 } };

    /// <summary>Every 100 ns, also while an access waits: another machine goes on as this one does.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task E02_Another_machine_goes_on_as_the_original(bool recordOnly, int? delay)
    {
        (Machine reference, TickingDevice device) = Create(recordOnly, delay);
        await using Machine owned = reference;
        await reference.RunAsync();
        long length = reference.VirtualTime.Ticks * 100;
        int waiting = 0;
        for (long time = 100; time < length; time += 100)
        {
            (Machine original, TickingDevice its) = Create(recordOnly, delay);
            await using Machine first = original;
            await original.RunAsync(Until.VirtualTime(TimeSpan.FromTicks(time / 100)));
            StateHash before = original.StateHash();

            Snapshot snapshot = Copy(original.TakeSnapshot());

            waiting += original.PendingAccesses.Count;
            original.StateHash().ShouldBe(before, $"E10, at {time} ns");
            (Machine other, TickingDevice copy) = Create(recordOnly, delay);
            await using Machine second = other;
            other.Restore(snapshot);
            other.StateHash().DifferencesTo(before).ShouldBeEmpty($"at {time} ns");
            copy.Trace.Clear();                  // its own power-on
            await other.RunAsync();
            other.StateHash().DifferencesTo(reference.StateHash()).ShouldBeEmpty($"at {time} ns");
            its.Trace.Concat(copy.Trace).ShouldBe(device.Trace, $"at {time} ns");

            await original.RunAsync();           // and the original does not notice
            original.StateHash().ShouldBe(reference.StateHash(), $"E10, at {time} ns");
            its.Trace.ShouldBe(device.Trace);
        }

        waiting.ShouldBeGreaterThan(delay is null ? 20 : 0);
    }

    /// <summary>Back and forth in one machine, in any order.</summary>
    [Fact]
    public async Task E02_A_machine_goes_back_to_any_of_its_snapshots()
    {
        (Machine machine, TickingDevice device) = Create(recordOnly: false, delay: null);
        await using Machine owned = machine;
        var snapshots = new List<(Snapshot Snapshot, StateHash Hash, int Trace)>();
        for (int i = 0; i < 20; i++)
        {
            await machine.RunAsync(Until.VirtualTime(TimeSpan.FromTicks(7 * (i + 1))));
            snapshots.Add((machine.TakeSnapshot(), machine.StateHash(), device.Trace.Count));
        }

        await machine.RunAsync();
        StateHash end = machine.StateHash();
        string[] trace = [.. device.Trace];
        foreach ((Snapshot snapshot, StateHash hash, int length) in Enumerable.Range(0, 60).Select(i => snapshots[i * 7 % 20]))
        {
            machine.Restore(snapshot);
            machine.StateHash().DifferencesTo(hash).ShouldBeEmpty();
            device.Trace.Clear();
            await machine.RunAsync();
            machine.StateHash().DifferencesTo(end).ShouldBeEmpty();
            trace.Skip(length).ShouldBe(device.Trace);
        }
    }

    /// <summary>Taken in a posted action, behind the OUT that asks for a reset and before the boundary that makes it.</summary>
    [Fact]
    public async Task E02_A_reset_that_is_due_is_part_of_it()
    {
        Snapshot? snapshot = null;
        Machine? first = null;
        await using Machine machine = first = Resetting(() => first!.Post(() => snapshot ??= first.TakeSnapshot()));
        (await machine.RunAsync()).ExitCode.ShouldBe(2);

        await using Machine other = Resetting(() => { });
        other.Restore(Copy(snapshot.ShouldNotBeNull()));
        (await other.RunAsync()).ExitCode.ShouldBe(2);

        other.LastReset.ShouldBe(machine.LastReset);
        other.StateHash().DifferencesTo(machine.StateHash()).ShouldBeEmpty();
    }

    private static Machine Resetting(Action asked)
    {
        const byte ResetPort = 0x40;
        var device = new TestDevice();
        device.OnWrite(ResetPort, _ =>
        {
            device.Host.RequestReset(ResetKind.Hard);
            asked();
        });
        return Rig.Create(
            a =>
            {
                Label done = a.CreateLabel();
                a.xor(ax, ax);
                a.mov(ds, ax);
                a.inc(__byte_ptr[0x1000]);
                a.mov(al, __byte_ptr[0x1000]);
                a.cmp(al, 2);
                a.je(done);
                a.@out(ResetPort, al);
                a.mov(al, 0xEE);
                a.Label(ref done);
                a.@out(Rig.StopPort, al);
            },
            device);
    }

    private static Snapshot Copy(Snapshot snapshot)
    {
        using var file = new MemoryStream();
        snapshot.Write(file);
        return Snapshot.Read(file.ToArray());
    }

    private static (Machine Machine, TickingDevice Device) Create(bool recordOnly, int? delay)
    {
        var device = new TickingDevice();
        Machine machine = Rig.Create(
            TickingProgram.Write,
            b =>
            {
                b.RecordOnly = recordOnly;
                b.DelaySeed = delay;
            },
            device,
            new TestInterruptController());
        return (machine, device);
    }
}
