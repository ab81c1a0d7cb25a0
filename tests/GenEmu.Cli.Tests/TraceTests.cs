using System.Text.Json;
using GenEmu.Cli.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Cli.Tests;

/// <summary><c>genemu run --trace</c> and where resets came from.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_trace_goes_to_standard_error_or_a_file()
    {
        string bios = _files.Bios(SwitchOff);
        Support.Cli cli = await Support.Cli.RunAsync("run", "--bios", bios, "--display", "none", "--serial", "null", "--trace", "io");
        cli.Status.ShouldBe(0, cli.Error);
        cli.Error.ShouldContain("io out 8900/1 := 53 to shutdown-port\n");

        cli = await Support.Cli.RunAsync("run", "--bios", bios, "--display", "none", "--serial", "null", "--trace", $"insn,io={_files["t.txt"]}");
        cli.Status.ShouldBe(0, cli.Error);
        cli.Error.ShouldBeEmpty();
        (await File.ReadAllTextAsync(_files["t.txt"])).ShouldContain("out dx, al\n");
    }

    [Fact]
    public async Task A_bad_word_or_file_is_an_input_error()
    {
        (await Support.Cli.RunAsync("run", "--trace", "io,bogus")).ShouldBeInputError("--trace", "'bogus'", "io, mmio, events, insn, boundary");
        (await Support.Cli.RunAsync("run", "--trace", $"io={_files["no/such/folder.txt"]}")).ShouldBeInputError("folder.txt", "the trace", "cannot be written");
    }

    [Fact]
    public async Task The_last_reset_is_reported_with_where_it_came_from()
    {
        string bios = _files.Bios(a =>
        {
            Iced.Intel.Label again = a.CreateLabel();
            a.@in(al, 0x92);
            a.mov(bl, __byte_ptr[0x600]);
            a.mov(__byte_ptr[0x600], 1);
            a.test(bl, bl);
            a.jne(again);
            a.mov(al, 0xFE);
            a.@out(0x64, al);
            a.Label(ref again);
            a.cli();
            a.hlt();
        });
        Support.Cli cli = await Support.Cli.RunAsync("run", "--bios", bios, "--display", "none", "--serial", "null", "--json");
        using JsonDocument json = JsonDocument.Parse(cli.Output);
        JsonElement reset = json.RootElement.GetProperty("lastReset");
        reset.GetProperty("kind").GetString().ShouldBe("Init");
        reset.GetProperty("source").GetString().ShouldBe("i8042");
        reset.GetProperty("cs").GetString().ShouldBe("F000");
        JsonElement access = reset.GetProperty("access");
        access.GetProperty("address").GetString().ShouldBe("64");
        access.GetProperty("data").GetString().ShouldBe("FE");

        cli = await Support.Cli.RunAsync("run", "--bios", bios, "--display", "none", "--serial", "null");
        cli.Error.ShouldContain("genemu: the last reset was Init by i8042, PortWrite 64h/1 := FEh to i8042, at F000:");
    }

    private static void SwitchOff(Iced.Intel.Assembler a)
    {
        a.mov(dx, 0x8900);
        foreach (byte letter in "Shutdown"u8)
        {
            a.mov(al, letter);
            a.@out(dx, al);
        }
    }
}
