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

    private static readonly string[] Boot =
    [
        "run", "--debugcon", "stdio,port=0x402", "--serial", "stdio", "--display", "none", "--until", "No bootable device", "--timeout", "240s", "--json",
    ];

    // Once for all seeds.
    private static readonly Lazy<Task<CommandResult>> Direct = new(() => Command.RunAsync(Boot));

    public static TheoryData<int> DelaySeeds => Seeds.Take(20);

    /// <summary>The same screen, the same bytes on the serial line and the debug console, the same registers, memory and devices' state at the end.</summary>
    [GuestTheory]
    [MemberData(nameof(DelaySeeds))]
    public async Task Devices_that_answer_later_change_nothing(int seed)
    {
        CommandResult direct = await Direct.Value;
        CommandResult delayed = await Command.RunAsync([.. Boot, "--delay", $"{seed}"]);

        delayed.ExitStatus.ShouldBe(0, delayed.Error);
        delayed.Output.ShouldBe(direct.Output);
        delayed.Output.ShouldContain("\"stateHash\":");
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
