using System.CommandLine;

namespace GenEmu.Cli.Commands;

/// <summary><c>genemu devices</c>: what can be plugged into a machine.</summary>
internal static class DevicesCommand
{
    public static Command Create(TextWriter output)
    {
        var plugins = new Option<string[]>("--plugins") { Description = "A folder with more plugins.", HelpName = "DIR" };
        var command = new Command("devices", "List the kinds of devices that the plugins offer, with their parameters.") { plugins };
        command.SetAction(result => List(result.GetValue(plugins) ?? [], output));
        command.Add(DevicesCheckCommand.Create(output));
        return command;
    }

    private static int List(string[] folders, TextWriter output)
    {
        using var catalog = new DeviceCatalog();
        catalog.AddDefaultFolder();
        foreach (string folder in folders)
        {
            catalog.AddFolder(folder);
        }

        foreach (DeviceKind kind in catalog.Kinds)
        {
            output.WriteLine($"{kind.Id,-22} {kind.Summary}");
            foreach (DeviceParameter parameter in kind.Parameters ?? [])
            {
                string value = parameter.Default is { } given ? $" (default {given})" : "";
                output.WriteLine($"    {parameter.Key,-18} {parameter.Summary}{value}");
            }
        }

        return ExitStatus.Success;
    }
}
