using System.Security.Cryptography;
using GenEmu.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Snapshot files: what is wrong with one is said, and the machine stays as it was.</summary>
public sealed class SnapshotFileTests
{
    private const int Flips = 10_000;

    [Fact]
    public async Task A_file_says_what_it_is_of()
    {
        await using Machine machine = Create();
        await machine.RunAsync();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.snapshot");
        try
        {
            machine.TakeSnapshot().Save(path);
            var snapshot = Snapshot.Open(path);

            (snapshot.Instructions, snapshot.VirtualTime, snapshot.CpuCount, snapshot.MemorySize).ShouldBe((machine.Cpu.InstructionCount, machine.VirtualTime, 1, 1UL << 20));
            snapshot.Devices.ShouldContain(("echo", "genemu.echo"));
            snapshot.FilledMemory.ShouldBe(3 * 4096);
            new FileInfo(path).Length.ShouldBeLessThan(20_000);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Equal_machines_write_equal_files()
    {
        await using Machine one = Create();
        await using Machine other = Create();
        await one.RunAsync();
        await other.RunAsync();
        Bytes(other).ShouldBe(Bytes(one));
    }

    [Fact]
    public async Task Every_cut_and_every_flipped_bit_is_noticed()
    {
        await using Machine machine = Create();
        await machine.RunAsync();
        byte[] file = Bytes(machine);
        StateHash before = machine.StateHash();
        for (int length = 0; length < file.Length; length += 64)
        {
            Should.Throw<SnapshotException>(() => Snapshot.Read(file.AsMemory(0, length)));
        }

        var random = new Random(1);
        for (int i = 0; i < Flips; i++)
        {
            int at = random.Next(file.Length);
            byte good = file[at];
            file[at] ^= (byte)random.Next(1, 256);
            Should.Throw<SnapshotException>(() => Snapshot.Read(file));
            file[at] = good;
        }

        machine.Restore(Snapshot.Read(file));
        machine.StateHash().ShouldBe(before);
    }

    /// <summary>A file with a right checksum and wrong contents, as somebody could make it: refused or restored, but the host lives.</summary>
    [Fact]
    public async Task Nonsense_with_a_right_checksum_is_survived()
    {
        await using Machine machine = Create();
        await machine.RunAsync();
        byte[] body = Decompress(Bytes(machine));
        var random = new Random(2);
        int refused = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] wrong = [.. body];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                wrong[random.Next(Math.Min(body.Length, 30_000))] = (byte)random.Next(256);
            }

            await using Machine victim = Create();
            StateHash before = victim.StateHash();
            try
            {
                victim.Restore(Snapshot.Read(Compress(wrong)));
            }
            catch (SnapshotException)
            {
                refused++;
                victim.StateHash().DifferencesTo(before).ShouldBeEmpty();
            }

            await victim.RunAsync(timeout: TimeSpan.FromMilliseconds(20));
        }

        refused.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task A_turn_of_a_CPU_that_is_not_there_is_refused()
    {
        await using Machine machine = Create();
        byte[] body = Decompress(Bytes(machine));
        int name = body.AsSpan().IndexOf("\u0004turn"u8);
        const int ValueBehindName = 5 + sizeof(int) + sizeof(bool) + sizeof(int);
        BitConverter.GetBytes(-1).CopyTo(body, name + ValueBehindName);
        StateHash before = machine.StateHash();

        Should.Throw<SnapshotException>(() => machine.Restore(Snapshot.Read(Compress(body)))).Message.ShouldContain("the turn of CPU -1");

        machine.StateHash().ShouldBe(before);
    }

    /// <summary>Addresses in the log of an instruction that waits: it would go another way than its log.</summary>
    [Fact]
    public async Task A_log_that_does_not_fit_its_instruction_is_refused()
    {
        await using Machine machine = Rig.Create(TickingProgram.Write, _ => { }, new TickingDevice(), new TestInterruptController());
        for (int time = 1; machine.PendingAccesses.Count == 0; time++)
        {
            await machine.RunAsync(Until.VirtualTime(TimeSpan.FromTicks(time)));
        }

        byte[] body = Decompress(Bytes(machine));
        const int NameLength = 4;
        const int Address = 2 * sizeof(ulong);
        int log = body.AsSpan().IndexOf("\u0003log"u8) + NameLength + sizeof(int) + sizeof(bool);
        int entries = BitConverter.ToInt32(body, log) / (5 * sizeof(ulong));
        entries.ShouldBeGreaterThan(0);
        StateHash before = machine.StateHash();
        for (int entry = 0; entry < entries; entry++)
        {
            byte[] wrong = [.. body];
            wrong[log + sizeof(int) + (entry * 5 * sizeof(ulong)) + Address] ^= 1;
            Should.Throw<SnapshotException>(() => machine.Restore(Snapshot.Read(Compress(wrong)))).Message.ShouldContain("log", customMessage: $"entry {entry}");
            machine.StateHash().ShouldBe(before);
        }

        machine.Restore(Snapshot.Read(Compress(body)));
        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.Stopped);
    }

    [Fact]
    public async Task A_file_of_format_1_had_no_disks()
    {
        await using Machine machine = Create();
        await machine.RunAsync();
        StateHash before = machine.StateHash();
        byte[] old = Compress(Decompress(Bytes(machine))[..^sizeof(int)]);           // the number of disks is the last
        old[8] = 1;
        SHA256.HashData(old.AsSpan(..^32)).CopyTo(old.AsSpan(^32..));
        await using Machine other = Create();

        other.Restore(Snapshot.Read(old));

        other.StateHash().ShouldBe(before);
    }

    [Fact]
    public async Task A_newer_file_says_so()
    {
        await using Machine machine = Create();
        byte[] file = Bytes(machine);
        file[8]++;
        SHA256.HashData(file.AsSpan(..^32)).CopyTo(file.AsSpan(^32..));

        Should.Throw<SnapshotException>(() => Snapshot.Read(file)).Message.ShouldContain("format 3; this version of GenEmu knows formats 1 to 2");
    }

    public static TheoryData<string, string> OtherMachines => new()
    {
        { "memory", "it has 1024 KiB of memory, this machine has 2048" },
        { "cpus", "it has 1 CPUs, this machine has 2" },
        { "model", "its CPU is a pentium-m, this machine's a 486" },
        { "no device", "device 'echo' (genemu.echo): this machine has no such device" },
        { "more devices", "device 'second' (genemu.echo): the snapshot has no such device" },
        { "parameter", "device 'echo' has io: nothing there, 0x6E0 here" },
        { "clock", "its clock runs at 100 MIPS and 1000 MHz, this machine's at 50 and 1000" },
    };

    [Theory]
    [MemberData(nameof(OtherMachines))]
    public async Task Another_machine_says_where_it_differs(string what, string message)
    {
        await using Machine machine = Create();
        Snapshot snapshot = machine.TakeSnapshot();
        await using Machine other = Machine.Create(b =>
        {
            b.Memory(what == "memory" ? "2 MiB" : "1 MiB").Cpus(what == "cpus" ? 2 : 1).Add(new Guest(a => a.hlt()), "rom");
            b.Cpu(what == "model" ? "486" : "pentium-m");
            b.Clock = new ClockSettings { Mips = what == "clock" ? 50 : 100 };
            if (what != "no device")
            {
                b.Add("genemu.echo", "echo", what == "parameter" ? new Dictionary<string, string> { ["io"] = "0x6E0" } : []);
            }

            if (what == "more devices")
            {
                b.Add("genemu.echo", "second", new Dictionary<string, string> { ["io"] = "0x6E0", ["mmio"] = "0xFED20000" });
            }
        });
        StateHash before = other.StateHash();

        Should.Throw<SnapshotException>(() => other.Restore(snapshot)).Message.ShouldBe($"the snapshot is of another machine: {message}");

        other.StateHash().ShouldBe(before);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
        => Should.Throw<SnapshotException>(() => Snapshot.Open("/nowhere/x.snapshot")).Message.ShouldStartWith("/nowhere/x.snapshot: ");

    private static Machine Create() => Machine.Create(b => b.Memory("1 MiB").Add("genemu.echo", "echo").Add(
        new Guest(a =>
        {
            a.xor(ax, ax);
            a.mov(ds, ax);
            a.mov(__word_ptr[0x1000], 0x1234);
            a.mov(__word_ptr[0x2000], 0x5678);
            a.mov(__word_ptr[0x3FFF], 0x9ABC);
            a.mov(__word_ptr[0x4000], 0);
            a.mov(__byte_ptr[0x4000], 0);
            a.hlt();
        }),
        "rom"));

    private static byte[] Bytes(Machine machine)
    {
        using var file = new MemoryStream();
        machine.TakeSnapshot().Write(file);
        return file.ToArray();
    }

    private static byte[] Decompress(byte[] file)
    {
        using var from = new System.IO.Compression.DeflateStream(new MemoryStream(file[12..^32]), System.IO.Compression.CompressionMode.Decompress);
        using var to = new MemoryStream();
        from.CopyTo(to);
        return to.ToArray();
    }

    private static byte[] Compress(byte[] body)
    {
        using var to = new MemoryStream();
        to.Write([.. "GESNAP\r\n"u8, 2, 0, 0, 0]);
        using (var compressed = new System.IO.Compression.DeflateStream(to, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            compressed.Write(body);
        }

        to.Write(SHA256.HashData(to.ToArray()));
        return to.ToArray();
    }
}
