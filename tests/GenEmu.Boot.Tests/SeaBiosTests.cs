namespace GenEmu.Boot.Tests;

/// <summary>Debian's SeaBIOS on the built-in PC.</summary>
public sealed class SeaBiosTests
{
    [GuestFact]
    public async Task It_ends_without_a_bootable_device()
    {
        CommandResult result = await Command.RunAsync(
            "run", "--debugcon", "stdio,port=0x402", "--until", "No bootable device", "--timeout", "60s");

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldContain("SeaBIOS (version");
        result.Output.ShouldContain("Start SeaVGABIOS");
        result.Output.ShouldContain("PS2 keyboard initialized");
        result.Output.ShouldContain("No bootable device");
    }

    [GuestFact]
    public async Task Recorded_execution_says_the_same()
    {
        string[] arguments = ["run", "--debugcon", "stdio,port=0x402", "--until", "No bootable device", "--timeout", "120s"];

        CommandResult direct = await Command.RunAsync(arguments);
        CommandResult recorded = await Command.RunAsync([.. arguments, "--record-only"]);

        recorded.ExitStatus.ShouldBe(0, recorded.Error);
        recorded.Output.ShouldBe(direct.Output);
    }
}
