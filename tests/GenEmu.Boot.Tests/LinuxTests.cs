namespace GenEmu.Boot.Tests;

/// <summary>Debian's Linux 6.1 for 686, started without a BIOS, on the serial line.</summary>
public sealed class LinuxTests : IDisposable
{
    private const string PoweredOff = "reboot: Power down";

    // Once for all seeds and checks.
    private static readonly Lazy<Task<CommandResult>> Direct = new(() => BootAsync());

    private readonly TemporaryFile _initrd = LinuxGuest.MakeInitrd();

    /// <summary>One, because a boot takes a while; all ten with <c>GENEMU_SEEDS=10</c>.</summary>
    public static TheoryData<int> DelaySeeds => Seeds.Take(1);

    public void Dispose() => _initrd.Dispose();

    [LinuxFact]
    public async Task It_boots_checks_itself_and_powers_off()
    {
        CommandResult result = await Direct.Value;

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldContain("GENEMU-INIT-OK 6.1.0-");
        result.Output.ShouldContain("2+3=5");
        result.Output.ShouldContain(LinuxGuest.BusyboxSum);
        result.Output.ShouldContain(PoweredOff);
    }

    /// <summary>The same bytes on the serial line at the same virtual times, and the same registers, memory and devices' state at the end.</summary>
    [LinuxTheory]
    [MemberData(nameof(DelaySeeds))]
    public async Task Devices_that_answer_later_change_nothing(int seed)
    {
        CommandResult direct = await Direct.Value;
        CommandResult delayed = await BootAsync("--delay", $"{seed}");

        delayed.ExitStatus.ShouldBe(0, delayed.Error);
        delayed.Output.ShouldBe(direct.Output);
        delayed.Output.ShouldContain("\"stateHash\":");
    }

    [LinuxFact]
    public async Task Its_shell_answers_and_switches_off()
    {
        CommandResult result = await Command.ConverseAsync(
            LinuxGuest.Arguments(_initrd, "console=ttyS0"), ("/ # ", "echo $((6*7)) from $(uname -s)\n"), ("42 from Linux", ""), ("/ # ", "poweroff -f\n"));

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldContain("42 from Linux");
        result.Output.ShouldContain(PoweredOff);
    }

    private static async Task<CommandResult> BootAsync(params string[] more)
    {
        using TemporaryFile initrd = LinuxGuest.MakeInitrd();
        return await Command.RunAsync([.. LinuxGuest.Arguments(initrd, "console=ttyS0 autooff"), "--json", .. more]);
    }
}
