namespace GenEmu.Tests;

public sealed class FloppyImageTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(0, "not a whole number of 512-byte sectors")]
    [InlineData(513, "not a whole number of 512-byte sectors")]
    [InlineData((2880 * 1024) + 512, "more than the 2.88 MB of the largest floppy")]
    public void What_cannot_be_a_floppy_is_refused(int length, string expected)
    {
        File.WriteAllBytes(_file, new byte[length]);
        string message = Should.Throw<MachineConfigurationException>(() => FloppyImage.Open(_file)).Message;
        message.ShouldStartWith($"{_file}: {length} bytes are {expected}");
    }

    [Theory]
    [InlineData(512)]
    [InlineData(2880 * 1024)]
    public void Whole_sectors_up_to_the_largest_floppy_are_taken(int length)
    {
        File.WriteAllBytes(_file, new byte[length]);
        using FloppyImage image = FloppyImage.Open(_file);
        image.Length.ShouldBe(length);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_named()
    {
        Should.Throw<MachineConfigurationException>(() => FloppyImage.Open("none.img")).Message.ShouldBe("none.img: there is no such file (floppy image); check the path");
        string folder = Path.GetTempPath();
        Should.Throw<MachineConfigurationException>(() => FloppyImage.Open(folder)).Message.ShouldStartWith(folder);
    }

    [Fact]
    public void Beyond_the_end_are_zeros()
    {
        byte[] contents = new byte[512];
        Array.Fill(contents, (byte)7);
        using FloppyImage image = FloppyImage.FromBytes(contents);
        byte[] sector = new byte[512];
        image.Read(256, sector);
        sector[255].ShouldBe((byte)7);
        sector[256].ShouldBe((byte)0);
        image.Read(5120, sector);
        sector.ShouldAllBe(b => b == 0);
    }

    [Fact]
    public void Writes_stay_in_memory_unless_the_file_was_opened_for_them()
    {
        File.WriteAllBytes(_file, new byte[1024]);
        byte[] data = [1, 2, 3];
        byte[] back = new byte[3];
        using (FloppyImage image = FloppyImage.Open(_file))
        {
            image.Write(512, data);
            image.Write(4096, data);
            image.Read(512, back);
            back.ShouldBe(data);
            image.Read(4096, back);
            back.ShouldBe(data);
            image.Length.ShouldBe(1024);
        }

        File.ReadAllBytes(_file).ShouldAllBe(b => b == 0);
        using (FloppyImage image = FloppyImage.Open(_file, writable: true))
        {
            image.Write(512, data);
        }

        File.ReadAllBytes(_file)[512..515].ShouldBe(data);
    }

    [Fact]
    public void A_write_protected_floppy_refuses_and_none_takes_more_than_the_largest_medium()
    {
        using FloppyImage image = FloppyImage.FromBytes(new byte[512], isReadOnly: true);
        Should.Throw<IOException>(() => image.Write(0, [1]));
        using FloppyImage other = FloppyImage.FromBytes(new byte[512]);
        Should.Throw<IOException>(() => other.Write(2880 * 1024, [1]));
    }
}
