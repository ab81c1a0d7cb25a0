using System.Text.Json;
using GenEmu.Cli.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Cli.Tests;

/// <summary>The exit statuses that the documentation promises.</summary>
public sealed class ExitStatusTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0x10, 33)]
    [InlineData(0x81, 3)]
    public async Task Debug_exit_v_is_2v_plus_1(byte value, int status)
        => (await RunAsync(a => Exit(a, value))).Status.ShouldBe(status);

    [Fact]
    public async Task Shutdown_is_0()
        => (await RunAsync(a =>
        {
            a.mov(dx, 0x8900);
            foreach (char c in "Shutdown")
            {
                a.mov(al, (byte)c);
                a.@out(dx, al);
            }
        })).ShouldBe(new Support.Cli(0, "", ""));

    [Fact]
    public async Task What_until_waits_for_is_0()
        => (await RunAsync(a => Print(a, "hello"), "--until", "hell")).Status.ShouldBe(0);

    [Fact]
    public async Task A_timeout_is_124()
    {
        Support.Cli cli = await RunAsync(Forever, "--timeout", "100ms");
        cli.Status.ShouldBe(124);
        cli.Error.ShouldBe("genemu: the time given to the run is over" + Environment.NewLine);
    }

    [Fact]
    public async Task A_guest_that_halts_for_ever_is_8()
        => (await RunAsync(a =>
        {
            a.cli();
            a.hlt();
        })).Status.ShouldBe(8);

    [Fact]
    public async Task A_triple_fault_is_4_where_the_machine_file_says_stop()
    {
        string bios = _files.Bios(a =>
        {
            a.lidt(__[0x8000]);
            a.int3();
        });
        string machine = _files.Write("pc.yaml", "on-triple-fault: stop\nfiles: {bios: bios.bin}\ndevices:\n  - {kind: genemu.rom, file: bios}\n");
        (await Support.Cli.RunAsync("run", machine)).Status.ShouldBe(4);
        File.Exists(bios).ShouldBeTrue();
    }

    [Fact]
    public async Task Json_says_how_the_run_ended()
    {
        Support.Cli cli = await RunAsync(a => Exit(a, 3), "--json");
        using JsonDocument report = JsonDocument.Parse(cli.Output);
        report.RootElement.GetProperty("stop").GetString().ShouldBe("Stopped");
        report.RootElement.GetProperty("status").GetInt32().ShouldBe(7);
        report.RootElement.GetProperty("instructions").GetInt64().ShouldBeGreaterThan(2);
        cli.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData]
    [InlineData("--record-only")]
    [InlineData("--delay", "1")]
    [InlineData("--watchdog", "off")]
    public async Task The_demo_needs_nothing_and_ends_with_0(params string[] options)
    {
        string log = _files["serial.txt"];
        (await Support.Cli.RunAsync(["run", "--serial", $"file={log}", "--timeout", "60s", .. options])).ShouldBe(new Support.Cli(0, "", ""));
        (await File.ReadAllTextAsync(log)).ShouldEndWith("All is well.\r\n");
    }

    private static void Forever(Iced.Intel.Assembler a)
    {
        Iced.Intel.Label here = a.CreateLabel();
        a.Label(ref here);
        a.jmp(here);
    }

    private static void Exit(Iced.Intel.Assembler a, byte value)
    {
        a.mov(al, value);
        a.@out(0xF4, al);
    }

    private static void Print(Iced.Intel.Assembler a, string text)
    {
        a.mov(dx, 0x3F8);
        foreach (char c in text)
        {
            a.mov(al, (byte)c);
            a.@out(dx, al);
        }

        Forever(a);
    }

    private Task<Support.Cli> RunAsync(Action<Iced.Intel.Assembler> program, params string[] options)
        => Support.Cli.RunAsync(["run", "--bios", _files.Bios(program), .. options]);
}
