namespace GenEmu.Boot.Tests;

/// <summary>Where Debian's packages put the guests.</summary>
internal static class GuestSoftware
{
    public const string GrubFloppy = "/usr/lib/grub-rescue/grub-rescue-floppy.img";
    public const string GrubCdrom = "/usr/lib/grub-rescue/grub-rescue-cdrom.iso";
    private const string Bios = "/usr/share/seabios/bios-256k.bin";

    /// <summary>Why the tests cannot run here, or null. In CI they run and fail.</summary>
    public static string? SkipReason => Environment.GetEnvironmentVariable("CI") == "true" ? null
        : !File.Exists(Bios) ? $"{Bios} is missing: apt-get install seabios"
        : !File.Exists(GrubFloppy) ? $"{GrubFloppy} is missing: apt-get install grub-rescue-pc"
        : null;
}
