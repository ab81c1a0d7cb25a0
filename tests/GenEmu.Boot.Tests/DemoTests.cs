namespace GenEmu.Boot.Tests;

/// <summary>The built-in guest needs nothing installed.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task It_boots_and_says_that_all_is_well()
    {
        CommandResult result = await Command.RunAsync("run");

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldContain("Echo, at once:    5A right");
        result.Output.ShouldContain("Echo, waiting:    5A right");
        result.Output.ShouldContain("Echo, interrupt:  01");
        result.Output.ShouldContain("Timer interrupts: 0A");
        result.Output.ShouldContain("All is well.");
    }

    [Theory]
    [InlineData("--record-only")]
    [InlineData("--delay=3")]
    public async Task It_says_the_same_however_it_is_run(string option)
    {
        CommandResult direct = await Command.RunAsync("run");
        CommandResult other = await Command.RunAsync("run", option);

        other.ExitStatus.ShouldBe(0, other.Error);
        other.Output.ShouldBe(direct.Output);
    }
}
