using System.Text.Json;
using GenEmu.Cli.Tests.Support;

namespace GenEmu.Cli.Tests;

/// <summary>The commands that only print.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task Help_is_on_standard_output()
    {
        Support.Cli cli = await Support.Cli.RunAsync("run", "--help");
        cli.Status.ShouldBe(0);
        cli.Output.ShouldContain("--type");
        cli.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Devices_lists_kinds_and_parameters()
    {
        Support.Cli cli = await Support.Cli.RunAsync("devices");
        cli.Status.ShouldBe(0);
        cli.Output.ShouldContain("genemu.uart16550");
        cli.Output.ShouldContain("(default 0x3F8)");
    }

    [Fact]
    public async Task Devices_check_tries_devices()
    {
        Support.Cli cli = await Support.Cli.RunAsync("devices", "check", "echo,latency=50", "genemu.post80", "--seed", "3");
        cli.ShouldBe(new Support.Cli(0, $"{"genemu.echo",-22} nothing found{Environment.NewLine}{"genemu.post80",-22} nothing found{Environment.NewLine}", ""));
        cli = await Support.Cli.RunAsync("devices", "check", "genemu.post80", "--json");
        using JsonDocument json = JsonDocument.Parse(cli.Output);
        json.RootElement.GetProperty("findings").GetArrayLength().ShouldBe(0);
        cli = await Support.Cli.RunAsync("devices", "check", "rom,file=nothing");
        cli.Status.ShouldBe(12);
        cli.Output.ShouldContain("    Attach: attaching the device threw DeviceConfigurationException: parameter 'file'");
    }

    [Theory]
    [InlineData("nothing", "there is no device kind 'nothing'")]
    [InlineData("echo,color=red", "genemu.echo has no parameter 'color'")]
    public async Task Devices_check_names_what_it_does_not_know(string kind, string message)
        => (await Support.Cli.RunAsync("devices", "check", kind)).ShouldBeInputError(message);

    [Fact]
    public async Task Isa_lists_every_form()
    {
        Support.Cli cli = await Support.Cli.RunAsync("isa");
        cli.Status.ShouldBe(0);
        cli.Output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Length.ShouldBe(InstructionSet.Forms.Count);
        cli = await Support.Cli.RunAsync("isa", "--json");
        using JsonDocument forms = JsonDocument.Parse(cli.Output);
        forms.RootElement.GetArrayLength().ShouldBe(InstructionSet.Forms.Count);
    }

    [Fact]
    public async Task Isa_misses_nothing()
        => (await Support.Cli.RunAsync("isa", "--missing")).ShouldBe(new Support.Cli(0, "", ""));

    [Fact]
    public async Task Isa_explains_bytes_with_the_place_in_the_spec()
    {
        Support.Cli cli = await Support.Cli.RunAsync("isa", "explain", "F3 6C");
        cli.Status.ShouldBe(0);
        cli.Output.ShouldContain("rep insb");
        cli.Output.ShouldContain("ins: 6C  Yb, DX");
        cli.Output.ShouldContain($"opcodes.yaml:{InstructionSet.Forms.First(f => f.Text == "6C  Yb, DX").Line}");
        cli.Output.ShouldContain("- op: ins\n");
    }

    [Theory]
    [InlineData("0F FF")]
    [InlineData("F3")]
    public async Task Isa_explains_what_is_no_instruction(string bytes)
        => (await Support.Cli.RunAsync("isa", "explain", bytes)).Output.ShouldContain("32 bits: ");

    [Theory]
    [InlineData("zz")]
    [InlineData("F")]
    public async Task Isa_explain_takes_hexadecimal_bytes_only(string bytes)
        => (await Support.Cli.RunAsync("isa", "explain", bytes)).ShouldBeInputError("are not hexadecimal bytes; write them like F3 6C");
}
