namespace GenEmu.Boot.Tests;

/// <summary>SeaBIOS boots from a hard disk.</summary>
public sealed class DiskBootTests
{
    [GuestTheory]
    [InlineData("")]
    [InlineData(",overlay=true")]
    [InlineData(",rw=true")]
    [InlineData(",if=virtio")]
    [InlineData(",if=virtio,overlay=true")]
    [InlineData(",if=virtio,rw=true")]
    public async Task A_boot_sector_reads_another_by_INT_13h(string access)
    {
        using var disk = new TemporaryFile(BootSector.Make("Hello from sector 63"));

        CommandResult result = await Command.RunAsync("run", "--disk", disk.Path + access, "--until", "Hello from sector 63", "--timeout", "120s");

        result.ExitStatus.ShouldBe(0, result.Error);
    }

    [GuestFact]
    public async Task The_firmware_lists_disks_and_CD_ROMs()
    {
        using var disk = new TemporaryFile(BootSector.Make("booted"));
        using var disc = new TemporaryFile(new byte[2048]);

        CommandResult result = await Command.RunAsync(
            "run", "--disk", disk.Path, "--disk", disk.Path + ",if=virtio", "--disk", disk.Path + ",if=ide", "--disk", disk.Path + ",if=virtio", "--cdrom", disc.Path, "--debugcon", "stdio,port=0x402", "--until", "booted", "--timeout", "120s");

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldContain("ata0-0: GenEmu hard disk ATA-6 Hard-Disk");
        result.Output.ShouldContain("ata0-1: GenEmu hard disk ATA-6 Hard-Disk");
        result.Output.ShouldContain("ata1-0: GenEmu CD-ROM ATAPI-6 DVD/CD");
        result.Output.ShouldContain("found virtio-blk at 00:10.0");
        result.Output.ShouldContain("found virtio-blk at 00:11.0");
    }
}
