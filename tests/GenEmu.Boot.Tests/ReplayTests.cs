using System.Text;

namespace GenEmu.Boot.Tests;

/// <summary>Linux recorded while devices answer late and somebody types, and repeated without either (rules B20 and F4).</summary>
public sealed class ReplayTests
{
    private const string Bios = "/usr/share/seabios/bios-256k.bin";
    private const string VgaBios = "/usr/share/seabios/vgabios-stdvga.bin";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>One, because it boots twice; all ten with <c>GENEMU_SEEDS=10</c>.</summary>
    public static TheoryData<int> DelaySeeds => Seeds.Take(1);

    [LinuxTheory]
    [MemberData(nameof(DelaySeeds))]
    public async Task B20_Linux_is_repeated_with_the_same_state_at_every_stop_and_its_shell_works_afterwards(int seed)
    {
        using TemporaryFile initrd = LinuxGuest.MakeInitrd();
        var said = new StringBuilder();
        await using Machine recorded = Create(initrd, said, seed);
        recorded.StartRecording();
        int stops = 1;
        for (; !said.ToString().Contains("/ # ", StringComparison.Ordinal); stops++)
        {
            MachineStop stop = await recorded.RunAsync(Until.VirtualTime(TimeSpan.FromSeconds(stops / 2.0)), Limit);
            stop.Kind.ShouldBe(MachineStopKind.UntilMatched, stop.Reason);
        }

        using (recorded.ExpectInput())
        {
            Task<MachineStop> run = recorded.RunAsync(Until.Serial("42 from Linux"), Limit);
            var random = new Random(seed);
            foreach (char key in "echo $((6*7)) from $(uname -s)\n")
            {
                await Task.Delay(random.Next(5));
                recorded.Channel("serial0").Send([(byte)key]);
            }

            (await run).Kind.ShouldBe(MachineStopKind.UntilMatched);
        }

        StateHash end = recorded.StateHash();
        using var file = new MemoryStream();
        recorded.EndRecording().Write(file);

        var again = new StringBuilder();
        await using Machine repeated = Create(initrd, again, seed: null);
        repeated.Replay(Recording.Read(file.ToArray()));
        MachineStop over = await repeated.RunAsync(timeout: Limit);
        over.Kind.ShouldBe(MachineStopKind.ReplayEnded, over.Reason);           // the hashes at all stops were compared
        stops.ShouldBeGreaterThan(5);
        repeated.StateHash().DifferencesTo(end).ShouldBeEmpty();
        again.ToString().ShouldBe(said.ToString());

        using (repeated.ExpectInput())
        {
            repeated.Channel("serial0").Send("echo $((6*9)) lives on\n"u8);
            (await repeated.RunAsync(Until.Serial("54 lives on"), Limit)).Kind.ShouldBe(MachineStopKind.UntilMatched);
        }
    }

    private static Machine Create(TemporaryFile initrd, StringBuilder said, int? seed)
    {
        Machine machine = Machine.Create(b =>
        {
            b.UsePc().Memory("64 MiB").File("bios", Bios).File("vgabios", VgaBios).Boot(BootImage.Open(LinuxGuest.Kernel, initrd.Path, "console=ttyS0"));
            b.DelaySeed = seed;
        });
        machine.Channel("serial0").OnOutput(value => said.Append((char)value));
        return machine;
    }
}
