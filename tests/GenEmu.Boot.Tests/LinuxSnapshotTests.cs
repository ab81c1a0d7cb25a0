using System.Text;

namespace GenEmu.Boot.Tests;

/// <summary>Linux' boot, saved and gone on with in another machine every 50 million instructions (rule E2).</summary>
public sealed class LinuxSnapshotTests : IDisposable
{
    private const long InstructionsBetween = 50_000_000;

    /// <summary>As long as so many instructions take at 100 MIPS.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromTicks(InstructionsBetween / 10);

    /// <summary>The kernel takes the firmware's place; nothing is fetched from the ROM.</summary>
    private static readonly byte[] NoFirmware = [.. Enumerable.Repeat((byte)0xF4, 0x1_0000)];

    private readonly TemporaryFile _initrd = LinuxGuest.MakeInitrd();

    public void Dispose() => _initrd.Dispose();

    [LongFact]
    public async Task E02_Linux_goes_on_from_a_snapshot_every_50_million_instructions()
    {
        var said = new StringBuilder();
        await using Machine reference = Create(said);
        MachineStop end = await reference.RunAsync();
        end.Kind.ShouldBe(MachineStopKind.Stopped);
        string output = said.ToString();
        StateHash expected = reference.StateHash();

        said.Clear();
        Machine machine = Create(said);
        long taken = 0;
        int snapshots = 0;
        for (TimeSpan time = Step; ; time += Step)
        {
            MachineStop stop = await machine.RunAsync(Until.VirtualTime(time));
            if (stop.Kind != MachineStopKind.UntilMatched)
            {
                stop.ShouldBe(end);
                break;
            }

            if (machine.Cpu.InstructionCount - taken < InstructionsBetween)
            {
                continue;               // it waits for a timer
            }

            taken = machine.Cpu.InstructionCount;
            snapshots++;
            machine = await HandOverAsync(machine, said, fork: snapshots % 2 == 0);
        }

        machine.StateHash().DifferencesTo(expected).ShouldBeEmpty();
        await machine.DisposeAsync();
        said.ToString().ShouldBe(output);
        output.ShouldContain(LinuxGuest.BusyboxSum);
        snapshots.ShouldBeGreaterThan(10);
    }

    /// <summary>By a fork, or through a file.</summary>
    private async Task<Machine> HandOverAsync(Machine machine, StringBuilder said, bool fork)
    {
        Machine next;
        if (fork)
        {
            next = machine.Fork();
            Listen(next, said);
        }
        else
        {
            using var file = new MemoryStream();
            machine.TakeSnapshot().Write(file);
            next = Create(said);
            next.Restore(Snapshot.Read(file.ToArray()));
        }

        await machine.DisposeAsync();
        return next;
    }

    private Machine Create(StringBuilder said)
    {
        Machine machine = Machine.Create(b => b.UsePc().Memory("256 MiB").File("bios", NoFirmware).Boot(BootImage.Open(LinuxGuest.Kernel, _initrd.Path, "console=ttyS0 autooff")));
        Listen(machine, said);
        return machine;
    }

    private static void Listen(Machine machine, StringBuilder said) => machine.Channel("serial0").OnOutput(value => said.Append((char)value));
}
