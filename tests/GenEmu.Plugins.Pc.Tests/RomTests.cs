using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class RomTests
{
    private readonly TestBoard _board = new();

    [Fact]
    public void The_image_ends_at_4_GiB_and_its_last_128_KiB_at_1_MiB()
    {
        byte[] image = Image(256 << 10);
        _board.Files["bios"] = image;

        _board.Add(new Rom());

        Region(0xFFFC_0000).Bytes.ShouldBe(image);
        Region(0xE_0000).Bytes.ShouldBe(image[(128 << 10)..]);
        _board.MemoryMap.Regions.Count.ShouldBe(2);
    }

    [Fact]
    public void A_smaller_image_is_aliased_as_a_whole()
    {
        byte[] image = Image(64 << 10);
        _board.Files["other"] = image;

        _board.Add(new Rom(), "file=other");

        Region(0xFFFF_0000).Bytes.ShouldBe(image);
        Region(0xF_0000).Bytes.ShouldBe(image);
    }

    [Fact]
    public void An_image_that_the_host_did_not_bind_is_named() =>
        Should.Throw<DeviceConfigurationException>(() => _board.Add(new Rom())).Message.ShouldContain("'bios'");

    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    [InlineData(65537)]
    [InlineData((16 << 20) + 4096)]
    public void An_impossible_size_is_refused_with_the_files_name(int size)
    {
        _board.Files["bios"] = new byte[size];

        Should.Throw<DeviceConfigurationException>(() => _board.Add(new Rom())).Message.ShouldContain($"'bios' has {size} bytes");
    }

    private static byte[] Image(int size) => [.. Enumerable.Range(0, size).Select(i => (byte)(i * 7 >> 5))];

    private TestRegion Region(ulong start)
    {
        TestRegion region = _board.MemoryMap.Regions.Single(region => region.Base == start);
        region.Kind.ShouldBe("rom");
        region.Enabled.ShouldBeTrue();
        return region;
    }
}
