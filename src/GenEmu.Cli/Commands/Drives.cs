namespace GenEmu.Cli.Commands;

/// <summary>Puts the media of <c>--floppy</c>, <c>--disk</c> and <c>--cdrom</c> into their drives, and says which the firmware tries first.</summary>
internal sealed class Drives(MachineBuilder builder, RunOptions options)
{
    private const int FloppyDrives = 2;
    private const int IdePositions = 4;
    private const int CdromPosition = 2;        // the secondary channel's first drive, as on most PCs
    private const string RtcKind = "genemu.rtc";

    public void Fill()
    {
        Insert("--floppy", options.Floppies, [.. Enumerable.Range(0, FloppyDrives).Select(n => $"floppy{n}")], "rw");
        IEnumerable<int> positions = Enumerable.Range(0, IdePositions);
        if (options.Cdrom is { } cdrom)
        {
            positions = positions.Where(n => n != CdromPosition);
            builder.Disk($"cdrom{CdromPosition}", cdrom, DiskAccess.ReadOnly);
        }

        Insert("--disk", options.Disks, [.. positions.Select(n => $"disk{n}")], "rw", "overlay");
        ChooseBootDevice();
    }

    private void Insert(string option, IReadOnlyList<string> images, string[] drives, params string[] keys)
    {
        if (images.Count > drives.Length)
        {
            throw new MachineConfigurationException($"{option}: there are {drives.Length} drives, not {images.Count}");
        }

        foreach ((string text, string drive) in images.Zip(drives))
        {
            NamedValues image = NamedValues.Parse(option, text, keys);
            DiskAccess? access = (Flag(option, image, "rw"), Flag(option, image, "overlay")) switch
            {
                (true, true) => throw new MachineConfigurationException($"{option}: rw writes into the file and overlay never does; give one of them"),
                (true, false) => DiskAccess.ReadWrite,
                (false, true) => DiskAccess.Overlay,
                _ => null,
            };
            builder.Disk(drive, image.Head, access);
        }
    }

    private static bool Flag(string option, NamedValues values, string key) => values.Values.GetValueOrDefault(key, "false") switch
    {
        "true" => true,
        "false" => false,
        string other => throw new MachineConfigurationException($"{option}: {key} is true or false, not '{other}'"),
    };

    private void ChooseBootDevice()
    {
        if (options.Boot is not { } first)
        {
            return;
        }

        DeviceEntry rtc = builder.Devices.FirstOrDefault(entry => entry.Kind == RtcKind)
            ?? throw new MachineConfigurationException($"--boot: the machine has no {RtcKind}, which keeps the setting");
        rtc.Parameters["boot"] = first is "floppy" or "disk" or "cdrom"
            ? first
            : throw new MachineConfigurationException($"--boot: '{first}' is not floppy, disk or cdrom");
    }
}
