using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class I8237Tests
{
    private const int WriteMemory = 0x44, ReadMemory = 0x48, Verify = 0x40, AutoInitialize = 0x10, Decrement = 0x20;

    private readonly TestBoard _board = new();
    private readonly I8237 _dma;

    public I8237Tests()
    {
        _dma = _board.Add(new I8237(), name: "dma");
        EnableCascade(_board);
    }

    [Fact]
    public void A_device_fills_memory_and_is_told_the_last_byte()
    {
        Program(channel: 2, WriteMemory, page: 0x01, address: 0x2345, count: 3);

        _dma.WriteToMemory(2, [1, 2], out bool terminalCount).ShouldBe(2);
        terminalCount.ShouldBeFalse();
        _dma.WriteToMemory(2, [3, 4, 5, 6], out terminalCount).ShouldBe(2);
        terminalCount.ShouldBeTrue();

        _board.Memory.Bytes[0x1_2345..0x1_234A].ShouldBe([1, 2, 3, 4, 0]);
    }

    [Fact]
    public void A_device_takes_from_memory()
    {
        byte[] taken = new byte[4];
        _board.Memory.Write(0x2_0010, [9, 8, 7, 6]);
        Program(channel: 1, ReadMemory, page: 0x02, address: 0x0010, count: 2);

        _dma.ReadFromMemory(1, taken, out bool terminalCount).ShouldBe(3);

        terminalCount.ShouldBeTrue();
        taken.ShouldBe([9, 8, 7, 0]);
    }

    [Theory]
    [InlineData(0, 0x87)]
    [InlineData(1, 0x83)]
    [InlineData(2, 0x81)]
    [InlineData(3, 0x82)]
    [InlineData(5, 0x8B)]
    [InlineData(6, 0x89)]
    [InlineData(7, 0x8A)]
    public void Each_channel_has_its_page_register(int channel, int port)
    {
        Program(channel, WriteMemory, page: 0, address: 0x40, count: 1);
        _board.Out8(port, 0x04);

        _dma.WriteToMemory(channel, [0xAA, 0xBB], out _).ShouldBe(2);

        int at = channel > 4 ? 0x4_0080 : 0x4_0040;
        _board.Memory.Bytes[at..(at + 2)].ShouldBe([0xAA, 0xBB]);
    }

    [Fact]
    public void Word_channels_count_words_and_ignore_page_bit_0()
    {
        Program(channel: 5, WriteMemory, page: 0x03, address: 0x8001, count: 1);

        _dma.WriteToMemory(5, [1, 2, 3], out bool terminalCount).ShouldBe(2);
        terminalCount.ShouldBeFalse();
        _dma.WriteToMemory(5, [3, 4], out terminalCount).ShouldBe(2);
        terminalCount.ShouldBeTrue();

        _board.Memory.Bytes[0x3_0002..0x3_0006].ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void The_address_wraps_inside_its_page()
    {
        Program(channel: 3, WriteMemory, page: 0x01, address: 0xFFFF, count: 1);

        _dma.WriteToMemory(3, [1, 2], out _);

        _board.Memory.Bytes[0x1_FFFF].ShouldBe((byte)1);
        _board.Memory.Bytes[0x1_0000].ShouldBe((byte)2);
        _board.Memory.Bytes[0x2_0000].ShouldBe((byte)0);
    }

    [Fact]
    public void The_address_can_go_down()
    {
        Program(channel: 3, WriteMemory | Decrement, page: 0, address: 0x1002, count: 2);

        _dma.WriteToMemory(3, [1, 2, 3], out _);

        _board.Memory.Bytes[0x1000..0x1003].ShouldBe([3, 2, 1]);
        ReadCounter(3, isCount: false).ShouldBe(0x0FFF);
    }

    [Fact]
    public void Terminal_count_masks_the_channel_and_shows_once_in_the_status()
    {
        Program(channel: 2, WriteMemory, page: 0, address: 0x1000, count: 0);
        _dma.WriteToMemory(2, [1], out _);

        _dma.WriteToMemory(2, [2], out bool terminalCount).ShouldBe(0);
        terminalCount.ShouldBeFalse();
        ReadCounter(2, isCount: true).ShouldBe(0xFFFF);
        _board.In8(0x08).ShouldBe((byte)0x04);
        _board.In8(0x08).ShouldBe((byte)0);
        _board.In8(0x0F).ShouldBe((byte)0xFF);
    }

    [Fact]
    public void Auto_initialization_reloads_and_stays_open()
    {
        Program(channel: 2, WriteMemory | AutoInitialize, page: 0, address: 0x1000, count: 1);

        _dma.WriteToMemory(2, [1, 2, 3, 4], out bool terminalCount).ShouldBe(2);
        terminalCount.ShouldBeTrue();
        ReadCounter(2, isCount: false).ShouldBe(0x1000);
        ReadCounter(2, isCount: true).ShouldBe(1);
        _dma.WriteToMemory(2, [3, 4], out _).ShouldBe(2);

        _board.Memory.Bytes[0x1000..0x1002].ShouldBe([3, 4]);
    }

    [Fact]
    public void Verify_counts_but_leaves_memory_alone()
    {
        byte[] taken = [0, 0];
        Program(channel: 2, Verify, page: 0, address: 0x1000, count: 3);

        _dma.WriteToMemory(2, [1, 2], out _).ShouldBe(2);
        _dma.ReadFromMemory(2, taken, out bool terminalCount).ShouldBe(2);

        terminalCount.ShouldBeTrue();
        _board.Memory.Bytes[0x1000..0x1002].ShouldBe([0, 0]);
        taken.ShouldBe([0xFF, 0xFF]);
    }

    [Theory]
    [InlineData(ReadMemory)]
    [InlineData(0x4C)]      // the illegal transfer type
    [InlineData(0xC4)]      // cascade
    public void A_channel_programmed_otherwise_takes_nothing(int mode)
    {
        Program(channel: 2, mode, page: 0, address: 0x1000, count: 1);

        _dma.WriteToMemory(2, [1], out _).ShouldBe(0);
    }

    [Theory]
    [InlineData(0x0A, 0x06)]    // its mask bit
    [InlineData(0x0F, 0x04)]    // all masks of its controller
    [InlineData(0x08, 0x04)]    // its controller disabled
    [InlineData(0xD4, 0x04)]    // the cascade channel's mask bit
    [InlineData(0xD0, 0x04)]    // the second controller disabled
    [InlineData(0xD6, 0x44)]    // the cascade channel in another mode
    public void A_channel_is_closed_by(int port, int value)
    {
        Program(channel: 2, WriteMemory, page: 0, address: 0x1000, count: 1);

        _board.Out8(port, value);

        _dma.WriteToMemory(2, [1], out _).ShouldBe(0);
        Program(channel: 6, WriteMemory, page: 0, address: 0x1000, count: 1);
        _dma.WriteToMemory(6, [1, 2], out _).ShouldBe(port == 0xD0 ? 0 : 2);
    }

    [Fact]
    public void Clearing_the_masks_opens_all_channels()
    {
        Program(channel: 1, WriteMemory, page: 0, address: 0x1000, count: 1);
        _board.Out8(0x0F, 0x0F);

        _board.Out8(0x0E, 0);

        _board.In8(0x0F).ShouldBe((byte)0xF0);
        _dma.WriteToMemory(1, [1], out _).ShouldBe(1);
    }

    [Fact]
    public void Counters_are_read_while_they_run_and_the_flip_flop_can_be_cleared()
    {
        Program(channel: 0, WriteMemory, page: 0, address: 0x10FF, count: 0x0200);
        _dma.WriteToMemory(0, [1], out _);

        _board.Out8(0x0C, 0);
        _board.In8(0x00).ShouldBe((byte)0x00);
        _board.Out8(0x0C, 0);
        _board.In8(0x00).ShouldBe((byte)0x00);
        _board.In8(0x00).ShouldBe((byte)0x11);
        _board.In8(0x01).ShouldBe((byte)0xFF);
        _board.In8(0x01).ShouldBe((byte)0x01);
    }

    [Fact]
    public void Master_clear_masks_everything_but_keeps_addresses()
    {
        Program(channel: 2, WriteMemory, page: 0, address: 0x1234, count: 7);
        _board.Out8(0x08, 0x10);
        _board.Out8(0x00, 0x55);

        _board.Out8(0x0D, 0);

        _board.In8(0x0F).ShouldBe((byte)0xFF);
        ReadCounter(2, isCount: false).ShouldBe(0x1234);
        ReadCounter(2, isCount: true).ShouldBe(7);
    }

    [Fact]
    public void Software_requests_show_in_the_status()
    {
        _board.Out8(0x09, 0x06);
        _board.In8(0x08).ShouldBe((byte)0x40);

        _board.Out8(0x09, 0x02);
        _board.In8(0x08).ShouldBe((byte)0x00);
    }

    [Fact]
    public void Unused_page_registers_are_latches_and_port_80h_is_left_alone()
    {
        foreach (int port in new[] { 0x84, 0x85, 0x86, 0x88, 0x8C, 0x8D, 0x8E, 0x8F })
        {
            _board.Out8(port, port ^ 0xFF);
        }

        _board.In8(0x84).ShouldBe((byte)0x7B);
        _board.In8(0x8E).ShouldBe((byte)0x71);
        _board.PortMap.IsClaimed(0x80).ShouldBeFalse();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(-1)]
    public void There_are_seven_channels_for_peripherals(int channel) =>
        Should.Throw<ArgumentOutOfRangeException>(() => _dma.WriteToMemory(channel, [1, 2], out _));

    [Fact]
    public void A_hard_reset_closes_everything_and_INIT_does_not()
    {
        Program(channel: 2, WriteMemory, page: 0, address: 0x1000, count: 7);

        _board.Reset(ResetKind.Init);
        _dma.WriteToMemory(2, [1], out _).ShouldBe(1);
        _board.Reset(ResetKind.Hard);
        _dma.WriteToMemory(2, [1], out _).ShouldBe(0);
        ReadCounter(2, isCount: false).ShouldBe(0);
    }

    [Fact]
    public void A_loaded_state_goes_on_in_the_middle_of_a_transfer()
    {
        Program(channel: 2, WriteMemory, page: 0x01, address: 0x1000, count: 3);
        _dma.WriteToMemory(2, [1, 2], out _);
        TestBoard other = new();
        I8237 copy = other.Add(new I8237(), name: "dma");

        other.LoadFrom(_board);

        copy.WriteToMemory(2, [3, 4, 5], out bool terminalCount).ShouldBe(2);
        terminalCount.ShouldBeTrue();
        other.Memory.Bytes[0x1_1000..0x1_1005].ShouldBe([1, 2, 3, 4, 0]);
    }

    private static void EnableCascade(TestBoard board)
    {
        board.Out8(0xD6, 0xC0);
        board.Out8(0xD4, 0x00);
    }

    private void Program(int channel, int mode, int page, int address, int count)
    {
        int pagePort = 0x80 + new[] { 7, 3, 1, 2, 15, 11, 9, 10 }[channel];
        _board.Out8(Port(channel, 12), 0);
        _board.Out8(Counter(channel, isCount: false), address & 0xFF);
        _board.Out8(Counter(channel, isCount: false), address >> 8);
        _board.Out8(Counter(channel, isCount: true), count & 0xFF);
        _board.Out8(Counter(channel, isCount: true), count >> 8);
        _board.Out8(Port(channel, 11), mode | (channel & 3));
        _board.Out8(pagePort, page);
        _board.Out8(Port(channel, 10), channel & 3);
    }

    private int ReadCounter(int channel, bool isCount)
    {
        _board.Out8(Port(channel, 12), 0);
        int low = _board.In8(Counter(channel, isCount));
        return low | (_board.In8(Counter(channel, isCount)) << 8);
    }

    private static int Counter(int channel, bool isCount) => Port(channel, ((channel & 3) * 2) + (isCount ? 1 : 0));

    private static int Port(int channel, int register) => channel < 4 ? register : 0xC0 + (register * 2);
}
