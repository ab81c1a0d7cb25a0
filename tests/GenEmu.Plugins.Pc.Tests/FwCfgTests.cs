using System.Buffers.Binary;
using System.Text;
using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class FwCfgTests
{
    private readonly TestBoard _board = new();

    [Fact]
    public void It_introduces_itself_and_offers_no_DMA()
    {
        _board.Add(new FwCfg());

        Encoding.ASCII.GetString(Item(0x00, 4)).ShouldBe("QEMU");
        Item(0x01, 4).ShouldBe([1, 0, 0, 0]);
    }

    [Fact]
    public void Numbers_describe_the_machine_in_little_endian()
    {
        _board.Facts.MemorySize = 0x1234_0000;
        _board.Facts.CpuCount = 3;
        _board.Add(new FwCfg());

        Item(0x03, 8).ShouldBe([0, 0, 0x34, 0x12, 0, 0, 0, 0]);
        Item(0x04, 2).ShouldBe([0, 0]);
        Item(0x05, 2).ShouldBe([3, 0]);
        Item(0x0F, 2).ShouldBe([3, 0]);
    }

    [Fact]
    public void An_item_ends_in_zeros_and_selecting_starts_over()
    {
        _board.Add(new FwCfg());

        Encoding.ASCII.GetString(Item(0x00, 6)).ShouldBe("QEMU\0\0");
        Encoding.ASCII.GetString(Item(0x00, 2)).ShouldBe("QE");
        Item(0x7777, 3).ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void By_default_the_boot_menu_is_off_and_nothing_waits()
    {
        _board.Add(new FwCfg());

        Item(0x0E, 2).ShouldBe([0, 0]);
        Directory().Keys.ShouldBe(["etc/boot-fail-wait", "etc/e820"]);
        File("etc/boot-fail-wait").ShouldBe([0xFF, 0xFF, 0xFF, 0xFF]);
    }

    [Fact]
    public void The_boot_menu_brings_its_waiting_time()
    {
        _board.Add(new FwCfg(), "menu=on,menu-wait=0x1234,retry=5");

        Item(0x0E, 2).ShouldBe([1, 0]);
        File("etc/boot-menu-wait").ShouldBe([0x34, 0x12]);
        File("etc/boot-fail-wait").ShouldBe([5, 0, 0, 0]);
    }

    [Fact]
    public void The_memory_map_has_one_range_below_4_GiB()
    {
        _board.Facts.MemorySize = 64 << 20;
        _board.Add(new FwCfg());

        File("etc/e820").ShouldBe([.. Range(0, 64 << 20)]);
    }

    [Fact]
    public void The_memory_map_continues_at_4_GiB()
    {
        _board.Facts.MemorySize = 0x1_4000_0000;
        _board.Add(new FwCfg());

        File("etc/e820").ShouldBe([.. Range(0, 0xC000_0000), .. Range(0x1_0000_0000, 0x8000_0000)]);
    }

    [Fact]
    public void The_boot_order_is_a_text_of_lines()
    {
        _board.Add(new FwCfg(), "boot-order=/pci@i0cf8/isa@1/fdc@03f1/floppy@0;HALT");

        Encoding.ASCII.GetString(File("bootorder")).ShouldBe("/pci@i0cf8/isa@1/fdc@03f1/floppy@0\nHALT\0");
    }

    [Fact]
    public void Files_of_the_host_are_offered_under_their_names()
    {
        _board.Files["one"] = [1, 2, 3];
        _board.Files["two"] = [4];
        _board.Add(new FwCfg(), "files=vgaroms/vgabios.bin:one;opt/two:two");

        File("vgaroms/vgabios.bin").ShouldBe([1, 2, 3]);
        File("opt/two").ShouldBe([4]);
        Directory().Keys.ShouldBe(Directory().Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a:missing", "'missing'")]
    [InlineData("a", "'a'")]
    [InlineData("a:", "'a:'")]
    [InlineData(":one", "':one'")]
    [InlineData("a:one;a:one", "'a'")]
    [InlineData("etc/e820:one", "'etc/e820'")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456:one", "at most 55")]
    public void A_wrong_file_list_is_refused(string files, string says)
    {
        _board.Files["one"] = [1];

        Should.Throw<DeviceConfigurationException>(() => _board.Add(new FwCfg(), $"files={files}")).Message.ShouldContain(says);
    }

    [Fact]
    public void Only_a_reset_of_the_devices_forgets_the_selection()
    {
        _board.Add(new FwCfg());
        _board.Out16(0x510, 1);

        _board.Reset(ResetKind.Init);
        _board.In8(0x511).ShouldBe((byte)1);
        _board.Reset(ResetKind.Hard);
        _board.In8(0x511).ShouldBe((byte)'Q');
    }

    [Fact]
    public void A_loaded_state_goes_on_in_the_middle_of_an_item()
    {
        _board.Add(new FwCfg(), name: "fw");
        _ = Item(0x00, 2);
        TestBoard other = new();
        other.Add(new FwCfg(), name: "fw");

        other.LoadFrom(_board);

        other.In8(0x511).ShouldBe((byte)'M');
    }

    private static byte[] Range(ulong address, ulong length)
    {
        byte[] range = new byte[20];
        BinaryPrimitives.WriteUInt64LittleEndian(range, address);
        BinaryPrimitives.WriteUInt64LittleEndian(range.AsSpan(8), length);
        range[16] = 1;
        return range;
    }

    private byte[] Item(int key, int length)
    {
        _board.Out16(0x510, key);
        return [.. Enumerable.Range(0, length).Select(_ => _board.In8(0x511))];
    }

    private Dictionary<string, (int Size, int Key)> Directory()
    {
        int count = BinaryPrimitives.ReadInt32BigEndian(Item(0x19, 4));
        byte[] entries = Item(0x19, 4 + (64 * count))[4..];
        return entries.Chunk(64).ToDictionary(
            entry => Encoding.ASCII.GetString(entry, 8, 56).TrimEnd('\0'),
            entry => (BinaryPrimitives.ReadInt32BigEndian(entry), (int)BinaryPrimitives.ReadUInt16BigEndian(entry.AsSpan(4))));
    }

    private byte[] File(string name)
    {
        (int size, int key) = Directory()[name];
        return Item(key, size);
    }
}
