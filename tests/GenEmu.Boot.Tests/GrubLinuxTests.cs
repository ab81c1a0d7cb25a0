using System.Diagnostics;

namespace GenEmu.Boot.Tests;

/// <summary>Linux the long way: SeaBIOS, GRUB from its rescue CD, a kernel and an initramfs from a disk.</summary>
public sealed class GrubLinuxTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("genemu-grub-");

    public void Dispose() => _folder.Delete(recursive: true);

    [LongFact]
    public async Task It_boots_checks_itself_and_powers_off()
    {
        string image = await MakeDiskAsync();

        CommandResult result = await Command.RunAsync(
            "run", "--cdrom", GuestSoftware.GrubCdrom, "--disk", image, "--boot", "cdrom", "--memory", "256MiB", "--serial", "stdio", "--display", "none", "--timeout", "600s",
            "--type", "GNU GRUB::c", "--type", @"grub>::linux (hd0)/vmlinuz console=ttyS0 autooff\n", "--type", @"grub>::initrd (hd0)/initrd.gz\n", "--type", @"grub>::boot\n");

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldContain("GENEMU-INIT-OK 6.1.0-");
        result.Output.ShouldContain(LinuxGuest.BusyboxSum);
    }

    private async Task<string> MakeDiskAsync()
    {
        string contents = _folder.CreateSubdirectory("contents").FullName;
        string image = Path.Combine(_folder.FullName, "disk.img");
        using TemporaryFile initrd = LinuxGuest.MakeInitrd();
        File.Copy(LinuxGuest.Kernel, Path.Combine(contents, "vmlinuz"));
        File.Copy(initrd.Path, Path.Combine(contents, "initrd.gz"));
        using Process make = Process.Start("/sbin/mke2fs", ["-q", "-t", "ext2", "-d", contents, image, "48M"]);
        await make.WaitForExitAsync();
        make.ExitCode.ShouldBe(0);
        return image;
    }
}
