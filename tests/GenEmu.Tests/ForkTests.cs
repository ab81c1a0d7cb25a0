using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Forks: a second machine that goes on where the first one stands.</summary>
public sealed class ForkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genemu").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Every 100 ns, also while an access waits: the fork ends as the original would, and the original does not notice.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task E02_A_fork_goes_on_as_the_original(bool recordOnly)
    {
        (Machine reference, TickingDevice device) = Ticking(recordOnly);
        await using Machine owned = reference;
        await reference.RunAsync();
        long length = reference.VirtualTime.Ticks * 100;
        (Machine original, TickingDevice its) = Ticking(recordOnly);
        await using Machine first = original;
        int waiting = 0;
        for (long time = 100; time < length; time += 100)
        {
            await original.RunAsync(Until.VirtualTime(TimeSpan.FromTicks(time / 100)));
            waiting += original.PendingAccesses.Count;
            StateHash before = original.StateHash();
            int traced = its.Trace.Count;

            await using Machine fork = original.Fork(Another);

            fork.StateHash().DifferencesTo(before).ShouldBeEmpty($"at {time} ns");
            original.StateHash().ShouldBe(before, $"E10, at {time} ns");
            var copy = (TickingDevice)fork.Devices.Single(d => d.Device is TickingDevice).Device;
            copy.Trace.Clear();                  // its power-on
            await fork.RunAsync();
            fork.StateHash().DifferencesTo(reference.StateHash()).ShouldBeEmpty($"at {time} ns");
            copy.Trace.ShouldBe(device.Trace.Skip(traced), $"at {time} ns");
        }

        await original.RunAsync();
        original.StateHash().ShouldBe(reference.StateHash(), "E10");
        waiting.ShouldBeGreaterThan(20);
    }

    /// <summary>Forks of forks, all running at once with their pages shared, while the first machines go away.</summary>
    [Fact]
    public async Task Forks_run_side_by_side_and_do_not_see_each_other()
    {
        var machines = new List<Machine>();
        Machine first = Rig.Create(Counting);
        await first.RunAsync(Until.VirtualTime(TimeSpan.FromTicks(50)));
        machines.Add(first);
        for (int i = 0; i < 6; i++)
        {
            Machine parent = machines[i / 2];
            machines.Add(parent.Fork(Another));
            await parent.RunAsync(Until.VirtualTime(parent.VirtualTime + TimeSpan.FromTicks(37 * (i + 1))));
        }

        Task[] runs = [.. machines.Select((machine, i) => Task.Run(async () =>
        {
            await machine.RunAsync();
            if (i % 2 == 0)
            {
                await machine.DisposeAsync();            // forks may still share its pages
            }
        }))];
        await Task.WhenAll(runs);

        await using Machine reference = Rig.Create(Counting);
        await reference.RunAsync();
        foreach (Machine machine in machines.Where((_, i) => i % 2 != 0))
        {
            machine.StateHash().DifferencesTo(reference.StateHash()).ShouldBeEmpty();
            await machine.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_fork_of_a_PC_shares_the_memory_that_neither_writes_to()
    {
        await using Machine machine = Machine.Create(b => b.UsePc().File("bios", new Guest(a => a.hlt()).Rom).Memory("64 MiB"));
        machine.Memory.Write(0x1000, [1, 2, 3]);
        machine.Memory.Write(0x5000, [4, 5, 6]);
        await using Machine fork = machine.Fork();

        machine.Memory.Write(0x1000, [7]);
        fork.Memory.Write(0x5001, [8]);

        Bytes(machine, 0x1000).ShouldBe([7, 2, 3]);
        Bytes(machine, 0x5000).ShouldBe([4, 5, 6]);
        Bytes(fork, 0x1000).ShouldBe([1, 2, 3]);
        Bytes(fork, 0x5000).ShouldBe([4, 8, 6]);
        await using Machine second = fork.Fork();
        Bytes(second, 0x1000).ShouldBe([1, 2, 3]);
        Bytes(second, 0x5000).ShouldBe([4, 8, 6]);
        second.StateHash().ShouldBe(fork.StateHash());
    }

    [Fact]
    public async Task Each_has_a_disk_of_its_own()
    {
        string path = Path.Combine(_folder, "disk.img");
        byte[] contents = [.. Enumerable.Repeat((byte)0xAA, 64 << 10)];
        await File.WriteAllBytesAsync(path, contents);
        await using Machine machine = Machine.Create(b => b.UsePc().File("bios", new Guest(a => a.hlt()).Rom).Disk("disk0", path, DiskAccess.Overlay).Disk("floppy0", path));
        IDiskImage disk = machine.Board.Media.Disk("disk0")!;
        IDiskImage floppy = machine.Board.Media.Disk("floppy0")!;
        disk.Write(512, [1]);
        floppy.Write(512, [2]);
        StateHash before = machine.StateHash();

        await using Machine fork = machine.Fork();

        fork.StateHash().ShouldBe(before);
        IDiskImage forksDisk = fork.Board.Media.Disk("disk0")!;
        IDiskImage forksFloppy = fork.Board.Media.Disk("floppy0")!;
        disk.Write(513, [3]);
        floppy.Write(513, [4]);
        forksDisk.Write(514, [5]);
        forksFloppy.Write(514, [6]);
        Bytes(disk).ShouldBe([1, 3, 0xAA]);
        Bytes(floppy).ShouldBe([2, 4, 0xAA]);
        Bytes(forksDisk).ShouldBe([1, 0xAA, 5]);
        Bytes(forksFloppy).ShouldBe([2, 0xAA, 6]);
        fork.StateHash().DifferencesTo(machine.StateHash()).ShouldBe(["disk disk0", "disk floppy0"]);
        (await File.ReadAllBytesAsync(path)).ShouldBe(contents);
    }

    [Fact]
    public async Task A_disk_whose_file_is_written_to_cannot_be_forked()
    {
        string path = Path.Combine(_folder, "disk.img");
        await File.WriteAllBytesAsync(path, new byte[1024]);
        await using Machine machine = Machine.Create(b => b.UsePc().File("bios", new Guest(a => a.hlt()).Rom).Disk("disk0", path, DiskAccess.ReadWrite));

        Should.Throw<MachineConfigurationException>(() => machine.Fork()).Message
            .ShouldBe($"{path}: the guest's writes go into this file, and a fork's cannot go there too; open it with overlay=true");

        await machine.RunAsync(timeout: TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public async Task A_device_object_of_the_hosts_must_be_made_by_the_host()
    {
        await using Machine machine = Rig.Create(a => a.hlt());

        Should.Throw<MachineConfigurationException>(() => machine.Fork()).Message
            .ShouldBe("device 'rom' (Guest) is an object of the host's own; give Fork a function that makes the fork's");
    }

    [Fact]
    public async Task A_running_machine_forks_in_a_posted_action()
    {
        (Machine machine, _) = Ticking(recordOnly: false);
        await using Machine owned = machine;
        Machine? fork = null;
        machine.When(Until.VirtualTime(TimeSpan.FromTicks(30)), () => fork = machine.Fork(Another));
        await machine.RunAsync();

        await using Machine copy = fork.ShouldNotBeNull();
        copy.VirtualTime.ShouldBeLessThan(machine.VirtualTime);
        await copy.RunAsync();

        copy.StateHash().DifferencesTo(machine.StateHash()).ShouldBeEmpty();
    }

    private static (Machine Machine, TickingDevice Device) Ticking(bool recordOnly)
    {
        var device = new TickingDevice();
        return (Rig.Create(TickingProgram.Write, b => b.RecordOnly = recordOnly, device, new TestInterruptController()), device);
    }

    private static IDevice? Another(MachineDevice device) => device.Device switch
    {
        TickingDevice => new TickingDevice(),
        TestInterruptController => new TestInterruptController(),
        TestDevice => Rig.StopDevice(),
        _ => device.Device,                      // the ROM has no state
    };

    /// <summary>Adds up and writes all over 192 KiB.</summary>
    private static void Counting(Assembler a)
    {
        Label outer = a.CreateLabel();
        Label inner = a.CreateLabel();
        a.mov(cx, 60);
        a.Label(ref outer);
        a.mov(dx, 0x1000);
        a.Label(ref inner);
        a.mov(es, dx);
        a.add(__word_ptr.es[0x10], cx);
        a.mov(ax, __word_ptr.es[0x10]);
        a.add(bx, ax);
        a.add(dx, 0x100);
        a.cmp(dx, 0x4000);
        a.jb(inner);
        a.loop(outer);
        a.@out(Rig.StopPort, al);
    }

    private static byte[] Bytes(Machine machine, ulong address)
    {
        byte[] bytes = new byte[3];
        machine.Memory.Read(address, bytes);
        return bytes;
    }

    private static byte[] Bytes(IDiskImage disk)
    {
        byte[] bytes = new byte[3];
        disk.Read(512, bytes);
        return bytes;
    }
}
