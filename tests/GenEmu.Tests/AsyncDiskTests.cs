using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>A guest driver for <c>genemu.async-disk</c>: by data port and by DMA, waiting and by interrupt, on a real file.</summary>
public sealed class AsyncDiskTests : IDisposable
{
    private const int Io = 0x5F0;
    private const int SectorSize = 512;
    private const int Sectors = 64;
    private const byte Read = 1;
    private const byte Write = 2;
    private const byte Flush = 3;
    private const byte Dma = 0x40;
    private const byte Background = 0x80;

    private readonly string _image = Path.GetTempFileName();
    private readonly byte[] _contents = new byte[Sectors * SectorSize];

    public AsyncDiskTests()
    {
        new Random(1).NextBytes(_contents);
        File.WriteAllBytes(_image, _contents);
    }

    public void Dispose() => File.Delete(_image);

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public async Task Sectors_are_read_by_the_data_port_and_written_back_inverted(int? delay)
    {
        await using Machine machine = Create(
            a =>
            {
                Select(a, sector: 3, count: 2);
                Command(a, Read);
                CheckStatus(a, 0);
                a.mov(dx, Io + 0xA);
                a.mov(di, 0x2000);
                a.mov(cx, SectorSize);                   // words: two sectors
                a.cld();
                a.rep.insw();
                a.mov(si, 0x2000);
                a.mov(cx, 2 * SectorSize);
                Label invert = a.CreateLabel();
                a.Label(ref invert);
                a.not(__byte_ptr[si]);
                a.inc(si);
                a.loop(invert);
                Select(a, sector: 10, count: 2);
                a.mov(dx, Io + 0xA);
                a.mov(si, 0x2000);
                a.mov(cx, SectorSize);
                a.rep.outsw();
                Command(a, Write);
                CheckStatus(a, 0);
                Command(a, Flush);
                CheckStatus(a, 0);
            },
            delay);
        await ShouldSucceed(machine);
        byte[] expected = [.. _contents.AsSpan(3 * SectorSize, 2 * SectorSize).ToArray().Select(value => (byte)~value)];
        File.ReadAllBytes(_image).AsSpan(10 * SectorSize, 2 * SectorSize).ToArray().ShouldBe(expected);
    }

    [Fact]
    public async Task Sectors_are_copied_by_DMA()
    {
        await using Machine machine = Create(a =>
        {
            Select(a, sector: 0, count: 16, address: 0x1_0000);
            Command(a, Read | Dma);
            CheckStatus(a, 0);
            Select(a, sector: 32, count: 16, address: 0x1_0000);
            Command(a, Write | Dma);
            CheckStatus(a, 0);
        });
        await ShouldSucceed(machine);
        File.ReadAllBytes(_image).AsSpan(32 * SectorSize, 16 * SectorSize).ToArray().ShouldBe(_contents.AsSpan(0, 16 * SectorSize).ToArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public async Task A_command_in_the_background_ends_with_an_interrupt(int? delay)
    {
        await using Machine machine = Create(
            a =>
            {
                InstallHandler(a);
                Select(a, sector: 5, count: 1, address: 0x3000);
                Command(a, Read | Dma | Background);
                CheckStatus(a, 1);                       // busy, and the CPU is free
                WaitForInterrupt(a);
                CheckStatus(a, 4);
                CheckStatus(a, 0);                       // reading acknowledged it
            },
            delay);
        await ShouldSucceed(machine);
        byte[] data = new byte[SectorSize];
        machine.Memory.Read(0x3000, data);
        data.ShouldBe(_contents.AsSpan(5 * SectorSize, SectorSize).ToArray());
        machine.VirtualTime.ShouldBeGreaterThan(TimeSpan.FromMicroseconds(100));
    }

    [Fact]
    public async Task Hot_reload_in_the_middle_of_a_command_changes_nothing()
    {
        await using Machine machine = Create(a =>
        {
            InstallHandler(a);
            Select(a, sector: 5, count: 1, address: 0x3000);
            Command(a, Read | Dma);                      // one that waits,
            Command(a, Read | Dma | Background);         // and one that does not
            WaitForInterrupt(a);
            CheckStatus(a, 4);
        });
        Task<MachineStop> run = machine.RunAsync();
        while (!run.IsCompleted)
        {
            await machine.ReloadPluginAsync("GenEmu.Plugins.AsyncDisk");
        }

        MachineStop stop = await run;
        await machine.ReloadPluginAsync("GenEmu.Plugins.AsyncDisk");
        stop.ExitCode.ShouldBe(0, stop.Reason);
        byte[] data = new byte[SectorSize];
        machine.Memory.Read(0x3000, data);
        data.ShouldBe(_contents.AsSpan(5 * SectorSize, SectorSize).ToArray());
        machine.DeviceFaultCount.ShouldBe(0);
    }

    public static TheoryData<uint, ushort, byte> Nonsense => new()
    {
        { Sectors, 1, Read },
        { Sectors - 1, 2, Read },
        { uint.MaxValue, 16, Write },
        { 0, 0, Read },
        { 0, 17, Read },
        { 0, 1, 0 },
        { 0, 1, 9 },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task A_command_that_makes_no_sense_fails(uint sector, ushort count, byte command)
    {
        await using Machine machine = Create(a =>
        {
            Select(a, sector, count);
            Command(a, command);
            CheckStatus(a, 2);
            Select(a, sector: 1, count: 1);
            Command(a, Read);
            CheckStatus(a, 0);
        });
        await ShouldSucceed(machine);
        File.ReadAllBytes(_image).ShouldBe(_contents);
    }

    [Fact]
    public async Task Without_permission_writes_fail()
    {
        await using Machine machine = Create(
            a =>
            {
                Select(a, sector: 1, count: 1);
                Command(a, Write);
                CheckStatus(a, 2);
            },
            writable: false);
        await ShouldSucceed(machine);
        File.ReadAllBytes(_image).ShouldBe(_contents);
    }

    [Fact]
    public void An_image_that_cannot_be_opened_is_named()
        => Should.Throw<MachineConfigurationException>(() => Machine.Create(b => b.Add("genemu.async-disk", "disk", new Dictionary<string, string> { ["file"] = "/nowhere/disk.img" })))
            .Message.ShouldStartWith("device 'disk': parameter 'file': /nowhere/disk.img cannot be opened");

    private Machine Create(Action<Assembler> driver, int? delay = null, bool writable = true) => Rig.Create(
        a =>
        {
            a.xor(ax, ax);
            a.mov(ds, ax);
            a.mov(es, ax);
            a.mov(ss, ax);
            a.mov(sp, 0x1000);
            driver(a);
            a.xor(al, al);
            a.@out(Rig.StopPort, al);
        },
        b =>
        {
            b.DelaySeed = delay;
            b.Add(new TestInterruptController(), "pic");
            b.Add(new TestDevice().OnAttach(host => host.Wire("irq5").Listen(host.Wire("irq").Set)), "line");
            b.Add("genemu.async-disk", "disk", new Dictionary<string, string> { ["file"] = _image, ["rw"] = writable ? "true" : "false" });
        });

    private static async Task ShouldSucceed(Machine machine)
    {
        MachineStop stop = await machine.RunAsync();
        stop.Kind.ShouldBe(MachineStopKind.Stopped);
        stop.ExitCode.ShouldBe(0, "the driver's check of that number failed");
        machine.DeviceFaultCount.ShouldBe(0);
    }

    private static void Select(Assembler a, uint sector, ushort count, uint address = 0)
    {
        a.mov(dx, Io);
        a.mov(eax, sector);
        a.@out(dx, eax);
        a.mov(dx, Io + 4);
        a.mov(eax, address);
        a.@out(dx, eax);
        a.mov(dx, Io + 8);
        a.mov(ax, count);
        a.@out(dx, ax);
    }

    private static void Command(Assembler a, int command)
    {
        a.mov(dx, Io + 0xC);
        a.mov(al, unchecked((sbyte)command));
        a.@out(dx, al);
    }

    /// <summary>Stops with 80h and the status if it is another.</summary>
    private static void CheckStatus(Assembler a, byte expected)
    {
        Label right = a.CreateLabel();
        a.mov(dx, Io + 0xD);
        a.@in(al, dx);
        a.cmp(al, (sbyte)expected);
        a.je(right);
        a.or(al, unchecked((sbyte)0x80));
        a.@out(Rig.StopPort, al);
        a.Label(ref right);
        a.nop();
    }

    private static void InstallHandler(Assembler a)
    {
        Label over = a.CreateLabel();
        a.call(over);
        a.inc(__byte_ptr[0x600]);
        a.iret();
        a.Label(ref over);
        a.pop(__word_ptr[TestInterruptController.Vector * 4]);
        a.mov(__word_ptr[(TestInterruptController.Vector * 4) + 2], 0xF000);
    }

    private static void WaitForInterrupt(Assembler a)
    {
        Label wait = a.CreateLabel();
        Label done = a.CreateLabel();
        a.Label(ref wait);
        a.cli();
        a.cmp(__byte_ptr[0x600], 0);
        a.jne(done);
        a.sti();
        a.hlt();
        a.jmp(wait);
        a.Label(ref done);
        a.nop();
    }
}
