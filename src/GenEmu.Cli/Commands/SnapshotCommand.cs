using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace GenEmu.Cli.Commands;

/// <summary><c>genemu snapshot</c>: save, load, info.</summary>
internal static class SnapshotCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create(Option<bool> verbose, TextWriter output, TextWriter error) => new("snapshot", "Keep machines in files, and go on with them.")
    {
        RunCommand.CreateSave(verbose, output, error), RunCommand.CreateLoad(verbose, output, error), CreateInfo(output),
    };

    private static Command CreateInfo(TextWriter output)
    {
        var file = new Argument<string>("FILE") { Description = "The snapshot." };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON." };
        var command = new Command("info", "Say what a snapshot holds.") { file, json };
        command.SetAction(result => Print(result.GetValue(file)!, result.GetValue(json), output));
        return command;
    }

    private static int Print(string path, bool json, TextWriter output)
    {
        Snapshot snapshot;
        try
        {
            snapshot = Snapshot.Open(path);
        }
        catch (SnapshotException exception)
        {
            throw new MachineConfigurationException(exception.Message, exception);
        }

        if (json)
        {
            var devices = snapshot.Devices.Select(device => new { device.Name, device.Kind });
            output.WriteLine(JsonSerializer.Serialize(
                new { snapshot.Instructions, VirtualSeconds = snapshot.VirtualTime.TotalSeconds, snapshot.CpuCount, snapshot.CpuModel, snapshot.MemorySize, snapshot.FilledMemory, Devices = devices },
                Json));
            return ExitStatus.Success;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"taken after    {snapshot.Instructions} instructions, {snapshot.VirtualTime.TotalSeconds:0.000000} s of virtual time"));
        output.WriteLine($"processors     {snapshot.CpuCount} × {snapshot.CpuModel}");
        output.WriteLine($"memory         {snapshot.MemorySize >> 10} KiB, {snapshot.FilledMemory >> 10} KiB of all memory not zero");
        output.WriteLine("devices");
        foreach ((string name, string kind) in snapshot.Devices)
        {
            output.WriteLine($"  {name,-24} {kind}");
        }

        return ExitStatus.Success;
    }
}
