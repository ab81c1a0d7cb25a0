using System.Text;

namespace GenEmu.Boot.Tests;

/// <summary>SeaBIOS' boot, saved and gone on with in another machine again and again (rule E2).</summary>
public sealed class SnapshotTests
{
    private const string Bios = "/usr/share/seabios/bios-256k.bin";
    private const string VgaBios = "/usr/share/seabios/vgabios-stdvga.bin";
    private const long InstructionsBetween = 10_000;

    /// <summary>As long as so many instructions take.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromTicks(InstructionsBetween / 10);

    [GuestFact]
    public async Task E02_SeaBIOS_goes_on_from_a_snapshot_every_10000_instructions()
    {
        var said = new StringBuilder();
        await using Machine reference = Create(said);
        (await reference.RunAsync(Until.DebugConsole("No bootable device"))).Kind.ShouldBe(MachineStopKind.UntilMatched);
        TimeSpan end = reference.VirtualTime;
        await reference.RunAsync(Until.VirtualTime(end + Step));
        StateHash expected = reference.StateHash();
        string output = said.ToString();

        said.Clear();
        await using Machine first = Create(said);
        await using Machine second = Create(said);
        (Machine Runs, Machine Waits) turn = (first, second);
        long taken = 0;
        int snapshots = 0;
        for (TimeSpan time = Step; time < end + Step; time += Step)
        {
            await turn.Runs.RunAsync(Until.VirtualTime(time));
            if (Instructions(turn.Runs) - taken < InstructionsBetween)
            {
                continue;               // it waits for a timer
            }

            taken = Instructions(turn.Runs);
            snapshots++;
            turn.Waits.Restore(snapshots % 50 == 0 ? ThroughFile(turn.Runs.TakeSnapshot()) : turn.Runs.TakeSnapshot());
            turn = (turn.Waits, turn.Runs);
        }

        await turn.Runs.RunAsync(Until.VirtualTime(end + Step));
        turn.Runs.StateHash().DifferencesTo(expected).ShouldBeEmpty();
        said.ToString().ShouldBe(output);
        output.ShouldContain("No bootable device");
        snapshots.ShouldBeGreaterThan(400);
    }

    private static long Instructions(Machine machine) => machine.Cpu.InstructionCount;

    private static Snapshot ThroughFile(Snapshot snapshot)
    {
        using var file = new MemoryStream();
        snapshot.Write(file);
        return Snapshot.Read(file.ToArray());
    }

    private static Machine Create(StringBuilder said)
    {
        Machine machine = Machine.Create(b =>
        {
            b.UsePc().File("bios", Bios).File("vgabios", VgaBios);
            b.Devices.Single(device => device.Name == "debugcon").Parameters["port"] = "0x402";
        });
        machine.Channel("debugcon").OnOutput(value => said.Append((char)value));
        return machine;
    }
}
