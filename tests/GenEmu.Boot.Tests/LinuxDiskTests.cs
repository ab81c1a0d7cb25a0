using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace GenEmu.Boot.Tests;

/// <summary>Linux writes 64 MiB to an ext4 file system on each kind of disk, and reads them back.</summary>
public sealed class LinuxDiskTests : IDisposable
{
    private const int Blocks = 64;
    private const int BlockSize = 1 << 20;

    private readonly string _image = Path.Combine(Path.GetTempPath(), $"genemu-{Guid.NewGuid():N}.img");

    private string Console => _image + ".console";

    public void Dispose()
    {
        File.Delete(_image);
        File.Delete(Console);
    }

    [LinuxFact]
    public async Task Virtio_keeps_what_is_written_and_has_a_console_and_random_bytes()
    {
        const string More = """
            cat /sys/class/misc/hw_random/rng_current
            dd if=/dev/hwrng bs=16 count=1 2>/dev/null | hexdump -C | head -1
            echo "to the virtio console" > /dev/hvc0

            """;
        await MakeFileSystemAsync();
        using TemporaryFile initrd = LinuxGuest.MakeInitrd(Check("vda") + More, "virtio_pci", "virtio_blk", "virtio_console", "virtio_rng", "crc32c_generic", "ext4");

        CommandResult result = await Command.RunAsync([
            .. LinuxGuest.Arguments(initrd, "console=ttyS0 autooff"), "--disk", $"{_image},if=virtio,rw=true",
            "--device", "virtio-console", "--device", "virtio-entropy", "--channel", $"console0=file={Console}",
        ]);

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldContain("/mnt ext4 rw");
        result.Output.ShouldContain(ExpectedSum() + "  /mnt/data");
        result.Output.ShouldContain("unmounted");
        result.Output.ShouldContain("virtio_rng.0");
        result.Output.ShouldContain("00000000  ");
        (await File.ReadAllTextAsync(Console)).ShouldContain("to the virtio console");
    }

    [LinuxTheory]
    [InlineData("", "XFER_MW_DMA_2")]
    [InlineData(" libata.dma=0", "XFER_PIO_4")]
    public async Task ATA_keeps_what_is_written_by_bus_master_and_by_the_CPU(string option, string mode)
    {
        await MakeFileSystemAsync();
        using TemporaryFile initrd = LinuxGuest.MakeInitrd(
            "cat /sys/class/ata_device/dev1.0/xfer_mode\n" + Check("sda"), "ata_piix", "sd_mod", "crc32c_generic", "ext4");

        CommandResult result = await Command.RunAsync([.. LinuxGuest.Arguments(initrd, "console=ttyS0 autooff" + option), "--disk", $"{_image},rw=true"]);

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldContain(mode);
        result.Output.ShouldContain("/mnt ext4 rw");
        result.Output.ShouldContain(ExpectedSum() + "  /mnt/data");
        result.Output.ShouldContain("unmounted");
        using Process check = Process.Start(new ProcessStartInfo("/sbin/e2fsck", ["-f", "-n", _image]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();
        check.ExitCode.ShouldBe(0);
    }

    /// <summary>Writes busybox again and again, each time with its number, so that no two blocks are equal; drops it from the cache, and prints the sum of what the disk gives back.</summary>
    private static string Check(string disk) => $$"""
        mount -t ext4 /dev/{{disk}} /mnt && grep /dev/{{disk}} /proc/mounts
        i=0; while [ $i -lt {{Blocks}} ]; do dd if=/bin/busybox bs={{BlockSize}} count=1 2>/dev/null; echo $i; i=$((i+1)); done > /mnt/data
        umount /mnt && mount -t ext4 /dev/{{disk}} /mnt && md5sum /mnt/data
        umount /mnt && echo unmounted

        """;

    private static string ExpectedSum()
    {
        byte[] block = LinuxGuest.BusyboxBytes.AsSpan(0, BlockSize).ToArray();
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        for (int i = 0; i < Blocks; i++)
        {
            sum.AppendData(block);
            sum.AppendData(Encoding.ASCII.GetBytes($"{i}\n"));
        }

        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }

    private async Task MakeFileSystemAsync()
    {
        using (FileStream image = File.Create(_image))
        {
            image.SetLength(160 << 20);
        }

        using Process make = Process.Start("/sbin/mkfs.ext4", ["-q", "-F", _image]);
        await make.WaitForExitAsync();
        make.ExitCode.ShouldBe(0);
    }
}
