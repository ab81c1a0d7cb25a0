namespace GenEmu.Cli.Commands;

/// <summary>Finds the BIOS and the video BIOS.</summary>
internal sealed class Firmware(MachineBuilder builder, RunOptions options)
{
    private const string RomKind = "genemu.rom";
    private const string DefaultBios = "/usr/share/seabios/bios-256k.bin";
    private const string DefaultVgaBios = "/usr/share/seabios/vgabios-stdvga.bin";
    private const int Page = 4096;
    private const int LargestBios = 16 << 20;
    private const int LargestVgaBios = 256 << 10;

    public void Add()
    {
        Bind("bios", "--bios", options.Bios, StartsFirmware ? DefaultBios : null, Page, LargestBios);
        Bind("vgabios", "--vgabios", options.VgaBios, DefaultVgaBios, 512, LargestVgaBios);
        bool needsBios = builder.Devices.Any(device => device.Kind == RomKind && device.Parameters.TryGetValue("file", out string? file) && file == "bios");
        if (needsBios && !builder.HasFile("bios") && !StartsFirmware)
        {
            builder.File("bios", Halt());        // the kernel takes the firmware's place; nothing is fetched from the ROM
        }
        else if (needsBios && !builder.HasFile("bios"))
        {
            throw new MachineConfigurationException($"{DefaultBios}: there is no BIOS; install it with 'apt-get install seabios', or name one with --bios FILE");
        }
    }

    private bool StartsFirmware => builder.BootImage is not { NeedsFirmware: false };

    /// <summary>A ROM of HLT.</summary>
    private static byte[] Halt()
    {
        const byte Hlt = 0xF4;
        var rom = new byte[Page];
        Array.Fill(rom, Hlt);
        return rom;
    }

    private void Bind(string name, string option, string? given, string? standard, int unit, int largest)
    {
        if (given is null)
        {
            if (!builder.HasFile(name) && File.Exists(standard))
            {
                builder.File(name, standard);
            }

            return;
        }

        long length = File.Exists(given) ? new FileInfo(given).Length : 0;
        if (File.Exists(given) && (length == 0 || length % unit != 0 || length > largest))
        {
            throw new MachineConfigurationException($"{option}: {given} has {length} bytes; such an image has a multiple of {unit}, at most {largest >> 10} KiB");
        }

        builder.File(name, given);
    }
}
