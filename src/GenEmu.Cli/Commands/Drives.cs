using System.Globalization;

namespace GenEmu.Cli.Commands;

/// <summary>Puts the media of <c>--floppy</c>, <c>--disk</c> and <c>--cdrom</c> into their drives, and says which the firmware tries first.</summary>
internal sealed class Drives(MachineBuilder builder, RunOptions options)
{
    private const int FloppyDrives = 2;
    private const int IdePositions = 4;
    private const int CdromPosition = 2;        // the secondary channel's first drive, as on most PCs
    private const int VirtioDrives = 16;
    private const int FirstVirtioSlot = 16;     // PCI slots 16 to 31: those below are for devices that are given by name
    private const string DiskOption = "--disk";
    private const string RtcKind = "genemu.rtc";
    private const string VirtioBlockKind = "genemu.virtio-block";

    public void Fill()
    {
        Insert("--floppy", [.. options.Floppies.Select(text => NamedValues.Parse("--floppy", text, "rw"))], FloppyDrives, n => $"floppy{n}");
        int[] positions = [.. Enumerable.Range(0, IdePositions)];
        if (options.Cdrom is { } cdrom)
        {
            positions = [.. positions.Where(n => n != CdromPosition)];
            builder.Disk($"cdrom{CdromPosition}", cdrom, DiskAccess.ReadOnly);
        }

        ILookup<bool, NamedValues> disks = options.Disks.Select(text => NamedValues.Parse(DiskOption, text, "rw", "overlay", "if")).ToLookup(IsVirtio);
        Insert(DiskOption, [.. disks[false]], positions.Length, n => $"disk{positions[n]}");
        Insert($"{DiskOption} with if=virtio", [.. disks[true]], VirtioDrives, AddVirtioDrive);
        ChooseBootDevice();
    }

    /// <summary>Puts each image into the drive of its number.</summary>
    private void Insert(string option, NamedValues[] images, int drives, Func<int, string> drive)
    {
        if (images.Length > drives)
        {
            throw new MachineConfigurationException($"{option}: there are {drives} drives, not {images.Length}");
        }

        for (int i = 0; i < images.Length; i++)
        {
            DiskAccess? access = (Flag(option, images[i], "rw"), Flag(option, images[i], "overlay")) switch
            {
                (true, true) => throw new MachineConfigurationException($"{option}: rw writes into the file and overlay never does; give one of them"),
                (true, false) => DiskAccess.ReadWrite,
                (false, true) => DiskAccess.Overlay,
                _ => null,
            };
            builder.Disk(drive(i), images[i].Head, access);
        }
    }

    private static bool IsVirtio(NamedValues disk) => disk.Values.GetValueOrDefault("if", "ide") switch
    {
        "ide" => false,
        "virtio" => true,
        string other => throw new MachineConfigurationException($"{DiskOption}: if is ide or virtio, not '{other}'"),
    };

    /// <summary>The image's name; a virtio disk is a device of its own, unless the machine has it already.</summary>
    private string AddVirtioDrive(int number)
    {
        string drive = $"virtio{number}";
        if (!builder.Devices.Any(entry => entry.Kind == VirtioBlockKind && (entry.Parameters.TryGetValue("disk", out string? disk) ? disk : "virtio0") == drive))
        {
            var parameters = new Dictionary<string, string> { ["disk"] = drive, ["slot"] = (FirstVirtioSlot + number).ToString(CultureInfo.InvariantCulture) };
            builder.Add(new DeviceEntry(VirtioBlockKind, drive, parameters) { Location = DiskOption });
        }

        return drive;
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
