using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>As <see cref="GoldenSnapshotTests"/>, with a disk on virtio, pc-testdev, and an async-disk that reads in the background when the snapshot is taken.</summary>
public sealed class GoldenDiskSnapshotTests : IDisposable
{
    private const string Folder = "tests/GenEmu.Tests/Golden";
    private const ushort DebugPort = 0x402;                  // E9h is pc-testdev's
    private const ushort AsyncDisk = 0x5F0;
    private const byte TestPort = 0xE0;
    private const ushort PciAddress = 0xCF8;
    private const ushort PciData = 0xCFC;
    private const uint InterruptLineOfSlot4 = 0x8000_203C;
    private const int Ended = 0x1000;
    private const string Latency = "60000000";
    private const int SectorSize = 512;

    /// <summary>A parameter is part of the machine that a snapshot fits, so the name is always this, in the tests' own folder.</summary>
    private const string Image = "golden-disk.img";

    public GoldenDiskSnapshotTests()
    {
        byte[] image = new byte[8 * SectorSize];
        "en"u8.CopyTo(image.AsSpan(2 * SectorSize));
        File.WriteAllBytes(Image, image);
    }

    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(Repository.Root, Folder), "disks-*.snapshot").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => File.Delete(Image);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_guest_of_an_old_file_goes_on(string name)
    {
        await using Machine machine = Create(out List<byte> output);

        machine.Restore(Snapshot.Open(Path.Combine(Repository.Root, Folder, name)));
        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.Idle);

        (Text(output), machine.VirtualTime.Milliseconds).ShouldBe(("en!L", 60));
    }

    [Fact]
    public async Task The_guest_that_was_saved_is_this_one()
    {
        await using Machine machine = Create(out List<byte> output);
        await machine.RunAsync(Until.VirtualTime(TimeSpan.FromMilliseconds(45)));
        Text(output).ShouldBe("gold");
        if (Environment.GetEnvironmentVariable("GENEMU_GOLDEN") == "write")
        {
            machine.TakeSnapshot().Save(Path.Combine(Repository.Root, Folder, $"disks-{DateTime.UtcNow:yyyy-MM-dd}.snapshot"));
        }

        await machine.RunAsync();
        Text(output).ShouldBe("golden!L");
    }

    private static string Text(List<byte> output) => string.Concat(output.Select(b => (char)b));

    private static Machine Create(out List<byte> output)
    {
        Machine machine = Machine.Create(b =>
        {
            b.Memory("2 MiB").File("bios", new Guest(Write).Rom).Disk("virtio0", Image, DiskAccess.Overlay);
            b.Add("genemu.i440fx", "i440fx").Add("genemu.piix3", "piix3").Add("genemu.pic", "pic").Add("genemu.virtio-block", "virtio").Add("genemu.pc-testdev", "testdev");
            b.Add("genemu.rom", "rom", new Dictionary<string, string> { ["file"] = "bios" });
            b.Add("genemu.async-disk", "async", new Dictionary<string, string> { ["file"] = Image, ["latency"] = Latency });
            b.Add("genemu.debug-console", "debugcon", new Dictionary<string, string> { ["port"] = "0x402", ["channel"] = "debugcon" });
        });
        List<byte> bytes = output = [];
        machine.Channel("debugcon").OnOutput(bytes.Add);
        return machine;
    }

    /// <summary>Leaves something in each device, says "gold", and what it finds there when the disk interrupts.</summary>
    private static void Write(Assembler a)
    {
        Label over = a.CreateLabel();
        Label wait = a.CreateLabel();
        a.xor(ax, ax);
        a.mov(ds, ax);
        a.mov(ss, ax);
        a.mov(sp, 0x1000);
        a.mov(__byte_ptr[Ended], al);
        a.call(over);
        a.inc(__byte_ptr[Ended]);
        Out(a, 0x20, 0x20);
        a.iret();
        a.Label(ref over);
        a.pop(__word_ptr[13 * 4]);                           // IRQ 5
        a.mov(__word_ptr[(13 * 4) + 2], 0xF000);
        foreach ((ushort port, int value) in (ReadOnlySpan<(ushort, int)>)[(0x20, 0x11), (0x21, 8), (0x21, 4), (0x21, 1), (0x21, 0xDF), (TestPort, '!')])
        {
            Out(a, port, value);
        }

        ReachInterruptLine(a);
        a.mov(al, (byte)'L');
        a.@out(dx, al);
        a.mov(dx, AsyncDisk);
        a.mov(eax, 2);                                       // the sector
        a.@out(dx, eax);
        Out(a, AsyncDisk + 0xC, 0x81);                       // read in the background
        "gold".ToList().ForEach(letter => Out(a, DebugPort, letter));
        a.sti();
        a.Label(ref wait);
        a.hlt();
        a.cmp(__byte_ptr[Ended], 1);
        a.jb(wait);
        a.cli();
        a.mov(dx, AsyncDisk + 0xA);
        a.@in(ax, dx);
        a.mov(dx, DebugPort);
        a.@out(dx, al);
        a.mov(al, ah);
        a.@out(dx, al);
        a.@in(al, TestPort);
        a.@out(dx, al);
        ReachInterruptLine(a);
        a.@in(al, dx);
        a.mov(dx, DebugPort);
        a.@out(dx, al);
        a.hlt();
    }

    private static void ReachInterruptLine(Assembler a)
    {
        a.mov(dx, PciAddress);
        a.mov(eax, InterruptLineOfSlot4);
        a.@out(dx, eax);
        a.mov(dx, PciData);
    }

    private static void Out(Assembler a, int port, int value)
    {
        a.mov(dx, (ushort)port);
        a.mov(al, (byte)value);
        a.@out(dx, al);
    }
}
