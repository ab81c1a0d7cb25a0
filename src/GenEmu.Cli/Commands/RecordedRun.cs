namespace GenEmu.Cli.Commands;

/// <summary>What a recording keeps of the command line that made it: what the machine consists of, not what was done with it.</summary>
internal static class RecordedRun
{
    /// <summary>The arguments of <c>genemu run</c> that make the same machine.</summary>
    /// <exception cref="MachineConfigurationException">A file of the machine changes with the run, so that it could not be repeated.</exception>
    public static IReadOnlyList<string> ToArguments(RunOptions options)
    {
        if (options.Disks.Concat(options.Floppies).FirstOrDefault(image => image.Contains("rw=true", StringComparison.Ordinal)) is { } written)
        {
            throw new MachineConfigurationException($"--record: '{written}' would be another one for the replay; let it stay as it is (for a disk: overlay=true)");
        }

        var arguments = new List<string>();
        if (options.MachineFile is { } file)
        {
            arguments.Add(file);
        }

        foreach ((string name, string? value) in Values(options))
        {
            if (value is not null)
            {
                arguments.AddRange([name, value]);
            }
        }

        return arguments;
    }

    /// <summary>The options of a replay: the recorded machine, where nothing else is said.</summary>
    /// <param name="recorded">The recorded run.</param>
    /// <param name="here">What was said for the replay.</param>
    /// <exception cref="MachineConfigurationException">The recorded run loaded code that nobody has named here.</exception>
    public static RunOptions Merge(RunOptions recorded, RunOptions here)
    {
        if (recorded.PluginFolders.Except(here.PluginFolders).FirstOrDefault() is { } folder)
        {
            throw new MachineConfigurationException($"the recorded machine has plugins from '{folder}', which are code; if you trust them, add --plugins {folder}");
        }

        return here with
        {
            MachineFile = here.MachineFile ?? recorded.MachineFile,
            Bios = here.Bios ?? recorded.Bios,
            VgaBios = here.VgaBios ?? recorded.VgaBios,
            Memory = here.Memory ?? recorded.Memory,
            Cpu = here.Cpu ?? recorded.Cpu,
            Cpus = here.Cpus ?? recorded.Cpus,
            Kernel = here.Kernel ?? recorded.Kernel,
            Initrd = here.Initrd ?? recorded.Initrd,
            Append = here.Append ?? recorded.Append,
            Floppies = here.Floppies.Count > 0 ? here.Floppies : recorded.Floppies,
            Disks = here.Disks.Count > 0 ? here.Disks : recorded.Disks,
            Cdrom = here.Cdrom ?? recorded.Cdrom,
            Boot = here.Boot ?? recorded.Boot,
            Serial = here.Serial ?? Shown(recorded.Serial),
            DebugConsole = here.DebugConsole ?? Shown(recorded.DebugConsole),
            Devices = [.. recorded.Devices, .. here.Devices],
        };
    }

    /// <summary>A recording may come from somewhere else, so it says where output was shown, but never which file to write.</summary>
    private static string? Shown(string? binding)
    {
        if (binding is null)
        {
            return null;
        }

        string[] parts = binding.Split(',', 2);
        return string.Join(',', [parts[0] is "stdio" or "stdout" ? "stdout" : "null", .. parts[1..]]);
    }

    private static IEnumerable<(string Name, string? Value)> Values(RunOptions options)
    {
        yield return ("--bios", options.Bios);
        yield return ("--vgabios", options.VgaBios);
        yield return ("--memory", options.Memory);
        yield return ("--cpu", options.Cpu);
        yield return ("--cpus", options.Cpus?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return ("--kernel", options.Kernel);
        yield return ("--initrd", options.Initrd);
        yield return ("--append", options.Append);
        yield return ("--cdrom", options.Cdrom);
        yield return ("--boot", options.Boot);
        yield return ("--serial", options.Serial);
        yield return ("--debugcon", options.DebugConsole);
        foreach ((string name, IReadOnlyList<string> values) in ((string, IReadOnlyList<string>)[])
            [("--floppy", options.Floppies), ("--disk", options.Disks), ("--device", options.Devices), ("--plugins", options.PluginFolders)])
        {
            foreach (string value in values)
            {
                yield return (name, value);
            }
        }
    }
}
