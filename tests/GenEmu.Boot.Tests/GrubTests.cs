namespace GenEmu.Boot.Tests;

/// <summary>Debian's GRUB rescue floppy, through SeaBIOS, the floppy controller, DMA, the VGA and the keyboard.</summary>
public sealed class GrubTests
{
    private static readonly string[] Conversation =
    [
        "run", "--floppy", GuestSoftware.GrubFloppy, "--type", "GNU GRUB::c", "--type", @"grub>::ls\n", "--until", "(fd0)",
        "--serial", "stdio", "--debugcon", "null", "--display", "none", "--timeout", "600s", "--json",
    ];

    // Once for all seeds.
    private static readonly Lazy<Task<CommandResult>> Direct = new(() => Command.RunAsync(Conversation));

    /// <summary>One, because each takes a while; all twenty with <c>GENEMU_SEEDS=20</c>.</summary>
    public static TheoryData<int> DelaySeeds => Seeds.Take(1);

    [GuestFact]
    public async Task The_menu_gives_a_prompt()
    {
        CommandResult result = await Command.RunAsync(
            "run", "--floppy", GuestSoftware.GrubFloppy, "--type", "GNU GRUB::c", "--until", "grub>", "--timeout", "120s");

        result.ExitStatus.ShouldBe(0, result.Error);
    }

    [GuestFact]
    public async Task The_prompt_answers()
    {
        CommandResult result = await Command.RunAsync(Conversation);

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldContain("(fd0)");
    }

    [GuestFact]
    public async Task Recorded_execution_shows_the_same()
    {
        CommandResult direct = await Command.RunAsync(Conversation);
        CommandResult recorded = await Command.RunAsync([.. Conversation, "--record-only"]);

        recorded.ExitStatus.ShouldBe(0, recorded.Error);
        recorded.Output.ShouldBe(direct.Output);
    }

    [GuestTheory]
    [MemberData(nameof(DelaySeeds))]
    public async Task Devices_that_answer_later_change_nothing(int seed)
    {
        CommandResult direct = await Direct.Value;
        CommandResult delayed = await Command.RunAsync([.. Conversation, "--delay", $"{seed}"]);

        delayed.ExitStatus.ShouldBe(0, delayed.Error);
        delayed.Output.ShouldBe(direct.Output);
        delayed.Output.ShouldContain("\"stateHash\":");
    }
}
