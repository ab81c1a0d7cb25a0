namespace GenEmu.Cli.Demo;

/// <summary>The machine that <c>genemu run</c> runs when it is given nothing: the built-in PC with our own ROM and the Echo device.</summary>
internal static class DemoMachine
{
    public static void Describe(MachineBuilder builder) => builder.UsePc().Add("genemu.echo", "echo").File("bios", DemoGuest.Build());
}
