namespace GenEmu.Cli.Commands;

/// <summary>Decides whether this terminal shows the text screen.</summary>
internal static class DisplayChoice
{
    /// <summary>What <c>--display</c> says; without it, text on a terminal that nothing else writes to.</summary>
    public static bool WantsText(RunOptions options, MachineBuilder builder)
    {
        string? channel = builder.Channels.FirstOrDefault(entry => entry.Value.UsesStandardOutput).Key;
        switch (options.Display)
        {
            case null:
                return !Console.IsOutputRedirected && channel is null && !options.Json;
            case "none":
                return false;
            case "text":
                return channel is null
                    ? true
                    : throw new MachineConfigurationException($"--display: the text screen and channel {channel} cannot both have standard output; send one to a file=F or leave it out");
            default:
                throw new MachineConfigurationException($"--display: '{options.Display}' is neither text nor none");
        }
    }
}
