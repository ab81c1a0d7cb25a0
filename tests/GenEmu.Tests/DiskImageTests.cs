using GenEmu.Abstractions;

namespace GenEmu.Tests;

public sealed class DiskImageTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(0, 512, "the file is empty")]
    [InlineData(513, 512, "513 bytes are not a whole number of 512-byte sectors")]
    [InlineData(2560, 2048, "2560 bytes are not a whole number of 2048-byte sectors")]
    public void A_file_that_is_not_whole_sectors_is_no_disk(int length, int sectorSize, string problem)
    {
        File.WriteAllBytes(_file, new byte[length]);

        string message = Should.Throw<MachineConfigurationException>(() => DiskImage.Open(_file, sectorSize: sectorSize)).Message;

        message.ShouldStartWith($"{_file}: {problem}");
    }

    [Fact]
    public void What_cannot_be_opened_is_named()
    {
        Should.Throw<MachineConfigurationException>(() => DiskImage.Open("none.img")).Message.ShouldBe("none.img: there is no such file (disk image); check the path");
        string folder = Path.GetTempPath();
        Should.Throw<MachineConfigurationException>(() => DiskImage.Open(folder)).Message.ShouldStartWith($"{folder}: the file may not be read (disk image)");
    }

    [Fact]
    public void A_file_that_is_written_belongs_to_one_machine()
    {
        File.WriteAllBytes(_file, new byte[1024]);
        using DiskImage first = DiskImage.Open(_file, DiskAccess.ReadWrite);

        foreach (DiskAccess access in Enum.GetValues<DiskAccess>())
        {
            Should.Throw<MachineConfigurationException>(() => DiskImage.Open(_file, access)).Message.ShouldStartWith($"{_file}: the disk image cannot be opened");
        }
    }

    [Fact]
    public void A_file_that_is_only_read_may_be_shared()
    {
        File.WriteAllBytes(_file, new byte[1024]);
        using DiskImage first = DiskImage.Open(_file);
        using DiskImage second = DiskImage.Open(_file, DiskAccess.Overlay);

        (first.IsReadOnly, second.IsReadOnly, first.Length).ShouldBe((true, false, 1024));
    }

    [Fact]
    public async Task A_read_only_image_refuses_writes()
    {
        File.WriteAllBytes(_file, new byte[1024]);
        using DiskImage image = DiskImage.Open(_file);

        Should.Throw<IOException>(() => image.Write(0, new byte[512])).Message.ShouldContain("read-only");
        await image.WriteAsync(0, new byte[512]).ShouldThrowAsync<IOException>();
        (await File.ReadAllBytesAsync(_file)).ShouldAllBe(b => b == 0);
    }

    [Fact]
    public async Task Writes_go_into_the_file_and_end_at_its_end()
    {
        File.WriteAllBytes(_file, new byte[1024]);
        using (DiskImage image = DiskImage.Open(_file, DiskAccess.ReadWrite))
        {
            await image.WriteAsync(512, Filled(512, 0x5A));
            image.Write(0, Filled(16, 1));
            Should.Throw<IOException>(() => image.Write(1000, new byte[25])).Message.ShouldContain("beyond");
            await image.WriteAsync(1024, new byte[1]).ShouldThrowAsync<IOException>();
            image.Flush();
            await image.FlushAsync();
        }

        File.ReadAllBytes(_file).ShouldBe([.. Filled(16, 1), .. new byte[496], .. Filled(512, 0x5A)]);
    }

    [Fact]
    public void An_overlay_is_seen_by_reads_and_never_touches_the_file()
    {
        byte[] before = [.. Enumerable.Range(0, 20 * 512).Select(i => (byte)(i * 7))];
        File.WriteAllBytes(_file, before);
        byte[] expected = [.. before];
        using (DiskImage image = DiskImage.Open(_file, DiskAccess.Overlay))
        {
            var random = new Random(1);
            for (int i = 0; i < 200; i++)
            {
                int offset = random.Next(before.Length);
                byte[] data = new byte[random.Next(before.Length - offset)];
                random.NextBytes(data);
                image.Write(offset, data);
                data.CopyTo(expected, offset);
                byte[] read = new byte[9000];
                int at = random.Next(before.Length);
                image.Read(at, read);
                read.ShouldBe([.. expected[at..].Concat(new byte[9000]).Take(9000)]);
            }

            image.Flush();
        }

        File.ReadAllBytes(_file).ShouldBe(before);
    }

    [Fact]
    public async Task Operations_take_effect_in_the_order_of_the_calls()
    {
        File.WriteAllBytes(_file, new byte[1 << 20]);
        using DiskImage image = DiskImage.Open(_file, DiskAccess.ReadWrite);
        byte[][] reads = [.. Enumerable.Range(0, 100).Select(_ => new byte[4])];

        Task[] all = [.. Enumerable.Range(0, 100).SelectMany(i => (Task[])[image.WriteAsync(4096, BitConverter.GetBytes(i)), image.ReadAsync(4096, reads[i])])];
        byte[] last = new byte[4];
        image.Read(4096, last);

        BitConverter.ToInt32(last).ShouldBe(99);
        await Task.WhenAll(all);
        reads.Select(read => BitConverter.ToInt32(read)).ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task A_failed_operation_does_not_stop_those_behind_it()
    {
        File.WriteAllBytes(_file, new byte[1024]);
        using DiskImage image = DiskImage.Open(_file, DiskAccess.ReadWrite);

        Task bad = image.WriteAsync(4096, new byte[512]);
        Task good = image.WriteAsync(0, Filled(512, 7));

        await bad.ShouldThrowAsync<IOException>();
        await good;
        File.Delete(_file);
    }

    [Fact]
    public async Task A_file_that_becomes_shorter_gives_errors_where_it_is_missing()
    {
        File.WriteAllBytes(_file, new byte[4096]);
        using DiskImage image = DiskImage.Open(_file);
        await using (var other = new FileStream(_file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            other.SetLength(1024);
        }

        byte[] sector = new byte[512];
        image.Read(512, sector);
        Should.Throw<IOException>(() => image.Read(1024, sector)).Message.ShouldContain("has become shorter");
        await image.ReadAsync(1024, sector).ShouldThrowAsync<IOException>();
        image.Length.ShouldBe(4096);
    }

    [Fact]
    public void A_pipe_is_no_disk()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string pipe = _file + ".pipe";
        System.Diagnostics.Process.Start("mkfifo", pipe).WaitForExit();
        try
        {
            Should.Throw<MachineConfigurationException>(() => DiskImage.Open(pipe)).Message.ShouldStartWith($"{pipe}: the file is empty");
        }
        finally
        {
            File.Delete(pipe);
        }
    }

    [Theory]
    [InlineData("floppy0", null, false)]
    [InlineData("floppy0", DiskAccess.ReadOnly, true)]
    [InlineData("disk0", null, true)]
    [InlineData("disk0", DiskAccess.Overlay, false)]
    [InlineData("cdrom2", null, true)]
    [InlineData("data", DiskAccess.ReadWrite, false)]
    public void The_drives_name_says_what_the_medium_is(string drive, DiskAccess? access, bool readOnly)
    {
        File.WriteAllBytes(_file, new byte[4096]);

        IDiskImage image = DriveMedium.Open(drive, _file, access);

        image.IsReadOnly.ShouldBe(readOnly);
        image.ShouldBeAssignableTo(drive == "floppy0" ? typeof(FloppyImage) : typeof(DiskImage));
        ((IDisposable)image).Dispose();
    }

    [Fact]
    public void A_cdrom_cannot_be_written()
        => Should.Throw<MachineConfigurationException>(() => DriveMedium.Open("cdrom0", _file, DiskAccess.Overlay)).Message.ShouldStartWith("cdrom0: a CD-ROM cannot be written");

    private static byte[] Filled(int length, byte value)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }
}
