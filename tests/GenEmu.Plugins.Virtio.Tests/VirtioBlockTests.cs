using System.Buffers.Binary;
using System.Text;

namespace GenEmu.Plugins.Virtio.Tests;

/// <summary>Reads, writes, flushes, names; what a disk cannot do; results at their virtual time.</summary>
public sealed class VirtioBlockTests
{
    private const int Latency = 50_000;
    private const int DiskSize = 256 * 512;
    private const ulong Header = 0x4000;
    private const ulong Data = 0x5000;
    private const ulong StatusByte = 0x4800;
    private const uint Read = 0;
    private const uint Write = 1;
    private const byte Error = 1;
    private const byte Unsupported = 2;

    private readonly TestDisk _disk = new(DiskSize);
    private readonly VirtioDriver _driver;

    public VirtioBlockTests()
    {
        for (int i = 0; i < DiskSize; i++)
        {
            _disk.Contents[i] = (byte)((i * 7) + (i / 512));
        }

        _driver = new VirtioDriver(VirtioDriver.MakeBoard(new VirtioBlock(), disk: _disk));
        _driver.Start();
    }

    [Fact]
    public void It_says_how_large_the_disk_is()
    {
        _driver.Board.Config32(4, 0, 0).ShouldBe(0x1042_1AF4u);
        _driver.Device(0, 4).ShouldBe(256UL);
        _driver.Device(4, 4).ShouldBe(0UL);
        _driver.Device(20, 4).ShouldBe(512UL);
        _driver.Device(0x800, 4).ShouldBe(0UL);
    }

    [Fact]
    public void A_read_shows_at_its_deadline()
    {
        int head = Ask(Read, 3, 1024);
        _driver.Board.Advance(Latency - 1);
        _driver.Returned(0).ShouldBeNull();
        _driver.Interrupt.ShouldBeFalse();

        _driver.Board.Advance(1);

        _driver.Returned(0).ShouldBe(((uint)head, 1025u));
        _driver.Interrupt.ShouldBeTrue();
        Status.ShouldBe((byte)0);
        _driver.Memory(Data, 1024).SequenceEqual(_disk.Contents.AsSpan(3 * 512, 1024)).ShouldBeTrue();
    }

    [Fact]
    public void A_write_takes_what_is_in_memory_at_its_deadline()
    {
        _driver.Memory(Data, 512).Fill(0x11);
        Ask(Write, 255, 512);
        _driver.Memory(Data, 512).Fill(0x22);
        Finish();

        Status.ShouldBe((byte)0);
        _disk.Contents.AsSpan(255 * 512, 512).ToArray().ShouldAllBe(b => b == 0x22);
        _disk.Contents[(255 * 512) - 1].ShouldNotBe((byte)0x22);
    }

    [Fact]
    public void Requests_are_done_in_order_however_many_wait()
    {
        _driver.Memory(Data, 512).Fill(0x33);
        Put(Write, 7);
        _driver.Offer(0, (Header, 16, false), (Data, 512, false), (StatusByte, 1, true));
        PutAt(Header + 16, Read, 7);
        _driver.Offer(0, (Header + 16, 16, false), (Data + 512, 512, true), (StatusByte + 1, 1, true));
        _driver.Board.Advance(10 * Latency);

        _driver.Returned(0).ShouldNotBeNull();
        _driver.Returned(0).ShouldNotBeNull();
        _driver.Memory(Data + 512, 512).ToArray().ShouldAllBe(b => b == 0x33);
    }

    [Fact]
    public void How_a_request_is_cut_does_not_matter()
    {
        Put(Read, 1);
        _driver.Offer(0, (Header, 1, false), (Header + 1, 15, false), (Data, 100, true), (Data + 100, 412, true), (Data + 512, 513, true));
        Finish();

        _driver.Memory(Data, 1024).SequenceEqual(_disk.Contents.AsSpan(512, 1024)).ShouldBeTrue();
        _driver.Memory(Data + 1024, 1)[0].ShouldBe((byte)0);
    }

    [Theory]
    [InlineData(Read, 256UL, 512u)]
    [InlineData(Read, 255UL, 1024u)]
    [InlineData(Write, ulong.MaxValue, 512u)]
    [InlineData(Write, 0UL, 100u)]
    public void What_the_disk_does_not_have_is_an_error(uint type, ulong sector, uint length)
    {
        byte[] before = [.. _disk.Contents];
        Ask(type, sector, length);
        Finish();

        Status.ShouldBe(Error);
        _disk.Contents.ShouldBe(before);
    }

    [Fact]
    public void A_read_only_disk_says_so_and_refuses_writes()
    {
        _disk.IsReadOnly = true;
        (_driver.Features & (1 << 5)).ShouldBe(1UL << 5);
        byte[] before = [.. _disk.Contents];
        Ask(Write, 0, 512);
        Finish();

        Status.ShouldBe(Error);
        _disk.Contents.ShouldBe(before);
    }

    [Fact]
    public void What_the_host_cannot_read_is_an_error()
    {
        _disk.Broken = true;
        Ask(Read, 0, 512);
        Finish();
        Status.ShouldBe(Error);
    }

    [Fact]
    public void Flush_and_name_are_known_and_nothing_else()
    {
        Ask(4, 0, 0);
        Finish();
        Status.ShouldBe((byte)0);

        Ask(8, 0, 20);
        Finish();
        Status.ShouldBe((byte)0);
        Encoding.ASCII.GetString(_driver.Memory(Data, 20)).TrimEnd('\0').ShouldBe("virtio0");

        Ask(11, 0, 512);
        Finish();
        Status.ShouldBe(Unsupported);
    }

    [Fact]
    public void A_request_without_a_header_stops_the_device()
    {
        _driver.Offer(0, (Header, 15, false), (StatusByte, 1, true));
        (_driver.Status & 0x40).ShouldBe(0x40);
    }

    [Fact]
    public void A_request_without_room_for_its_status_stops_the_device()
    {
        _driver.Offer(0, (Header, 16, false));
        (_driver.Status & 0x40).ShouldBe(0x40);
    }

    [Fact]
    public void A_reset_forgets_what_was_under_way()
    {
        Ask(Read, 0, 512);
        _driver.Status = 0;
        _driver.Board.Advance(10 * Latency);

        Status.ShouldBe((byte)0xEE);
        _driver.Start();
        Ask(Read, 0, 512);
        Finish();
        Status.ShouldBe((byte)0);
    }

    [Theory]
    [InlineData(Read)]
    [InlineData(Write)]
    public void A_loaded_state_goes_on_with_what_was_under_way(uint type)
    {
        _driver.Memory(Data, 512).Fill(0x44);
        Ask(type, 9, 512);
        _driver.Board.Advance(Latency / 2);
        TestDisk disk = new(DiskSize);
        _disk.Contents.CopyTo(disk.Contents, 0);
        TestBoard other = VirtioDriver.MakeBoard(new VirtioBlock(), disk: disk);
        other.LoadFrom(_driver.Board);

        Finish();
        other.Advance(2 * Latency);

        other.Memory.Bytes.ShouldBe(_driver.Board.Memory.Bytes);
        disk.Contents.ShouldBe(_disk.Contents);
        other.Memory.Bytes[StatusByte].ShouldBe((byte)0);
    }

    [Fact]
    public void Without_an_image_it_says_what_is_missing()
        => Should.Throw<DeviceConfigurationException>(() => VirtioDriver.MakeBoard(new VirtioBlock())).Message.ShouldContain("'virtio0'");

    private byte Status => _driver.Memory(StatusByte, 1)[0];

    private int Ask(uint type, ulong sector, uint length)
    {
        Put(type, sector);
        return length == 0
            ? _driver.Offer(0, (Header, 16, false), (StatusByte, 1, true))
            : _driver.Offer(0, (Header, 16, false), (Data, length, type != Write), (StatusByte, 1, true));
    }

    private void Finish() => _driver.Board.Advance(2 * Latency);

    private void Put(uint type, ulong sector)
    {
        PutAt(Header, type, sector);
        _driver.Memory(StatusByte, 1)[0] = 0xEE;
    }

    private void PutAt(ulong address, uint type, ulong sector)
    {
        Span<byte> header = _driver.Memory(address, 16);
        BinaryPrimitives.WriteUInt32LittleEndian(header, type);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], sector);
    }
}
