using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>A snapshot file that an earlier version wrote: every later version has to load it, and its guest goes on.</summary>
/// <remarks>
/// The file holds the guest below and a device of each kind. GENEMU_GOLDEN=write writes a new one beside the old ones, which stay: when the format or a device's state gets a new version.
/// </remarks>
public sealed class GoldenSnapshotTests
{
    private const string Folder = "tests/GenEmu.Tests/Golden";
    private const int Ticks = 0x1000;
    private const int TicksAtEnd = 9;
    private const byte DebugPort = 0xE9;

    /// <summary>100 interrupts a second: 1193182 Hz / 100.</summary>
    private const ushort Divisor = 11932;

    private static readonly string[] Kinds =
    [
        "i440fx", "piix3", "rom", "fw-cfg", "piix3-ide", "pic", "ioapic", "pit", "port61", "rtc", "reset-control", "coprocessor-error", "i8042", "i8237", "i82077", "uart16550", "vga",
        "post80", "debug-exit", "acpi", "shutdown-port", "echo", "virtio-entropy",
    ];

    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(Repository.Root, Folder), "pc-*.snapshot").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_guest_of_an_old_file_goes_on(string name)
    {
        string path = Path.Combine(Repository.Root, Folder, name);
        new FileInfo(path).Length.ShouldBeLessThan(64 << 10);
        await using Machine machine = Create(out List<byte> output);

        machine.Restore(Snapshot.Open(path));
        byte[] ticks = new byte[1];
        machine.Memory.Read(Ticks, ticks);
        ticks[0].ShouldBeInRange((byte)1, (byte)(TicksAtEnd - 1));
        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.Idle);

        machine.Memory.Read(Ticks, ticks);
        (ticks[0], string.Concat(output.Select(b => (char)b))).ShouldBe(((byte)TicksAtEnd, "en"));
    }

    [Fact]
    public async Task The_guest_that_was_saved_is_this_one()
    {
        await using Machine machine = Create(out List<byte> output);
        await machine.RunAsync(Until.VirtualTime(TimeSpan.FromMilliseconds(45)));
        string.Concat(output.Select(b => (char)b)).ShouldBe("gold");
        if (Environment.GetEnvironmentVariable("GENEMU_GOLDEN") == "write")
        {
            machine.TakeSnapshot().Save(Path.Combine(Repository.Root, Folder, $"pc-{DateTime.UtcNow:yyyy-MM-dd}.snapshot"));
        }

        await machine.RunAsync();
        string.Concat(output.Select(b => (char)b)).ShouldBe("golden");
    }

    private static Machine Create(out List<byte> output)
    {
        Machine machine = Machine.Create(b =>
        {
            b.Memory("2 MiB").File("bios", new Guest(Write).Rom);
            foreach (string kind in Kinds)
            {
                b.Add($"genemu.{kind}", kind, kind == "rom" ? new Dictionary<string, string> { ["file"] = "bios" } : null);
            }

            b.Add("genemu.debug-console", "debugcon", new Dictionary<string, string> { ["port"] = "0xE9", ["channel"] = "debugcon" });
        });
        List<byte> bytes = output = [];
        machine.Channel("debugcon").OnOutput(bytes.Add);
        return machine;
    }

    /// <summary>Says "gold", counts timer interrupts, says "en".</summary>
    private static void Write(Assembler a)
    {
        Label over = a.CreateLabel();
        Label wait = a.CreateLabel();
        a.xor(ax, ax);
        a.mov(ds, ax);
        a.mov(ss, ax);
        a.mov(sp, 0x1000);
        a.mov(__byte_ptr[Ticks], al);
        a.call(over);
        a.inc(__byte_ptr[Ticks]);
        a.push(ax);
        a.mov(al, 0x20);
        a.@out(0x20, al);
        a.pop(ax);
        a.iret();
        a.Label(ref over);
        a.pop(__word_ptr[8 * 4]);
        a.mov(__word_ptr[(8 * 4) + 2], 0xF000);
        Say(a, "gold");
        Out(a, 0x43, 0x34);
        Out(a, 0x40, Divisor & 0xFF);
        Out(a, 0x40, Divisor >> 8);
        Out(a, 0x20, 0x11);
        Out(a, 0x21, 0x08);
        Out(a, 0x21, 0x04);
        Out(a, 0x21, 0x01);
        Out(a, 0x21, 0xFE);
        a.sti();
        a.Label(ref wait);
        a.hlt();
        a.cmp(__byte_ptr[Ticks], TicksAtEnd);
        a.jb(wait);
        a.cli();
        Say(a, "en");
        a.hlt();
    }

    private static void Say(Assembler a, string text)
    {
        foreach (char c in text)
        {
            Out(a, DebugPort, (byte)c);
        }
    }

    private static void Out(Assembler a, byte port, int value)
    {
        a.mov(al, (byte)value);
        a.@out(port, al);
    }
}
