using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class VgaTests
{
    private const int Window = 0xA_0000, TextWindow = 0xB_8000;

    private readonly TestBoard _board = new();

    [Fact]
    public void Indexed_registers_keep_their_defined_bits()
    {
        PowerOn();

        SetSequencer(1, 0xFF);
        SetGraphics(5, 0xFF);
        _board.Out8(0x3C4, 0xFF);

        Sequencer(1).ShouldBe((byte)0x3D);
        Graphics(5).ShouldBe((byte)0x7B);
        Graphics(9).ShouldBe((byte)0);
        _board.Out16(0x3CE, 0xAA08);
        Graphics(8).ShouldBe((byte)0xAA);
        _board.In16(0x3CE).ShouldBe((ushort)0xAA08);
    }

    [Fact]
    public void The_attribute_port_alternates_between_index_and_data()
    {
        PowerOn();
        _board.In8(0x3DA);
        _board.Out8(0x3C0, 0x03);
        _board.Out8(0x3C0, 0xFF);
        _board.Out8(0x3C0, 0x31);
        _board.In8(0x3DA);
        _board.Out8(0x3C0, 0x23);

        _board.In8(0x3C0).ShouldBe((byte)0x23);
        _board.In8(0x3C1).ShouldBe((byte)0x3F);
    }

    [Fact]
    public void Miscellaneous_output_moves_the_CRTC()
    {
        PowerOn();
        _board.Out8(0x3C2, 0x03);
        _board.Out16(0x3D4, 0x420E);
        _board.In8(0x3D5).ShouldBe((byte)0x42);
        _board.In8(0x3B5).ShouldBe((byte)0xFF);

        _board.Out8(0x3C2, 0x02);
        _board.Out16(0x3D4, 0x990E);
        _board.In8(0x3D5).ShouldBe((byte)0xFF);
        _board.In8(0x3DA).ShouldBe((byte)0xFF);
        _board.In8(0x3B4).ShouldBe((byte)0x0E);
        _board.In8(0x3B5).ShouldBe((byte)0x42);
        _board.In8(0x3CC).ShouldBe((byte)0x02);
    }

    [Fact]
    public void Feature_control_is_written_at_the_status_port_and_read_elsewhere()
    {
        PowerOn();

        _board.Out8(0x3DA, 0xFF);

        _board.In8(0x3CA).ShouldBe((byte)0x03);
        _board.In8(0x3C2).ShouldBe((byte)0x10);
    }

    [Fact]
    public void Protection_locks_the_first_CRTC_registers_but_for_line_compare()
    {
        PowerOn();
        SetCrtc(0x00, 0x5F);
        SetCrtc(0x07, 0x0F);
        SetCrtc(0x11, 0x8E);

        SetCrtc(0x00, 0x11);
        SetCrtc(0x07, 0xF0);
        SetCrtc(0x08, 0x12);

        Crtc(0x00).ShouldBe((byte)0x5F);
        Crtc(0x07).ShouldBe((byte)0x1F);
        Crtc(0x08).ShouldBe((byte)0x12);
        SetCrtc(0x1F, 0x55);
        Crtc(0x1F).ShouldBe((byte)0);
    }

    [Fact]
    public void The_DAC_moves_on_after_three_colours()
    {
        PowerOn();
        _board.Out8(0x3C8, 0xFF);
        foreach (int value in new[] { 0x01, 0x42, 0xFF, 4, 5, 6 })
        {
            _board.Out8(0x3C9, value);
        }

        _board.In8(0x3C7).ShouldBe((byte)0);
        _board.In8(0x3C8).ShouldBe((byte)1);
        _board.Out8(0x3C7, 0xFF);
        _board.In8(0x3C7).ShouldBe((byte)3);
        Enumerable.Range(0, 6).Select(_ => _board.In8(0x3C9)).ShouldBe([0x01, 0x02, 0x3F, 4, 5, 6]);
        _board.In8(0x3C6).ShouldBe((byte)0xFF);
        _board.Out8(0x3C6, 0x0F);
        _board.In8(0x3C6).ShouldBe((byte)0x0F);
    }

    [Theory]
    [InlineData(0, 0xA_0000, 0xB_FFFF)]
    [InlineData(1, 0xA_0000, 0xA_FFFF)]
    [InlineData(2, 0xB_0000, 0xB_7FFF)]
    [InlineData(3, 0xB_8000, 0xB_FFFF)]
    public void The_memory_map_select_says_what_answers(int select, int first, int last)
    {
        Planar();
        SetGraphics(6, (select << 2) | 1);
        foreach (int address in new[] { 0xA_0000, 0xA_FFFF, 0xB_0000, 0xB_7FFF, 0xB_8000, 0xB_FFFF })
        {
            Write(address, 0x5A);
            Read(address).ShouldBe(address >= first && address <= last ? (byte)0x5A : (byte)0xFF, $"at {address:X}");
        }
    }

    [Fact]
    public void The_miscellaneous_register_can_take_the_window_away()
    {
        Planar();
        Write(Window, 0x5A);

        _board.Out8(0x3C2, 0x01);

        Read(Window).ShouldBe((byte)0xFF);
        Write(Window, 0x00);
        _board.Out8(0x3C2, 0x03);
        Read(Window).ShouldBe((byte)0x5A);
    }

    [Fact]
    public void Wide_accesses_are_bytes_in_order()
    {
        Planar();

        _board.MemoryMap.Write(Window + 1, 4, 0x4433_2211);

        _board.MemoryMap.Read(Window, 2).ShouldBe(0x1100ul);
        _board.MemoryMap.Read(Window + 1, 4).ShouldBe(0x4433_2211ul);
    }

    [Fact]
    public void The_map_mask_and_the_read_map_choose_planes()
    {
        Planar();
        for (int plane = 0; plane < 4; plane++)
        {
            SetSequencer(2, 1 << plane);
            Write(Window + 7, 0x10 + plane);
        }

        Planes(Window + 7).ShouldBe([0x10, 0x11, 0x12, 0x13]);
        SetSequencer(2, 0x06);
        Write(Window + 7, 0xEE);
        Planes(Window + 7).ShouldBe([0x10, 0xEE, 0xEE, 0x13]);
    }

    [Fact]
    public void Write_mode_0_rotates_sets_and_masks()
    {
        Planar();
        Fill(0b1010_1010, 0b1100_1100, 0b1111_0000, 0b0000_1111);
        SetGraphics(0, 0b0100);         // set/reset: plane 2 ones,
        SetGraphics(1, 0b1100);         // plane 3 zeros; planes 0 and 1 take data
        SetGraphics(3, 3);              // rotated right by 3
        SetGraphics(8, 0b0011_1100);

        Read(Window);
        Write(Window, 0b0000_0111);     // becomes 1110_0000

        Planes(Window).ShouldBe([0b1010_0010 | 0b0010_0000, 0b1110_0000, 0b1111_1100, 0b0000_0011]);
    }

    [Theory]
    [InlineData(0, 0b0000_1111)]
    [InlineData(1, 0b0000_1010)]
    [InlineData(2, 0b1010_1111)]
    [InlineData(3, 0b1010_0101)]
    public void Write_mode_0_combines_with_the_latches(int function, int result)
    {
        Planar();
        Fill(0b1010_1010, 0b1010_1010, 0b1010_1010, 0b1010_1010);
        SetGraphics(3, function << 3);

        Read(Window);
        Write(Window, 0b0000_1111);

        Planes(Window).ShouldBe([(byte)result, (byte)result, (byte)result, (byte)result]);
    }

    [Fact]
    public void Write_mode_1_copies_the_latches()
    {
        Planar();
        Fill(1, 2, 3, 4);
        SetGraphics(5, 1);
        SetSequencer(2, 0x0D);

        Read(Window);
        Write(Window + 100, 0xFF);

        Planes(Window + 100).ShouldBe([1, 0, 3, 4]);
    }

    [Fact]
    public void Write_mode_2_makes_a_colour_of_each_pixel()
    {
        Planar();
        Fill(0x55, 0x55, 0x55, 0x55);
        SetGraphics(5, 2);
        SetGraphics(8, 0xF0);

        Read(Window);
        Write(Window, 0xF6);

        Planes(Window).ShouldBe([0x05, 0xF5, 0xF5, 0x05]);
    }

    [Fact]
    public void Write_mode_3_masks_set_reset_with_rotated_data()
    {
        Planar();
        Fill(0x00, 0x00, 0xFF, 0xFF);
        SetGraphics(5, 3);
        SetGraphics(0, 0b0101);
        SetGraphics(3, 4);
        SetGraphics(8, 0xFE);

        Read(Window);
        Write(Window, 0xF0);            // rotated 0F, masked 0E

        Planes(Window).ShouldBe([0x0E, 0x00, 0xFF, 0xF1]);
    }

    [Fact]
    public void Read_mode_1_compares_the_planes_that_count()
    {
        Planar();
        Fill(0b1100_0000, 0b1010_0000, 0b1111_1111, 0b0000_0001);
        SetGraphics(5, 8);
        SetGraphics(2, 0b0101);
        SetGraphics(7, 0b0111);

        Read(Window).ShouldBe((byte)0b0100_0000);
        SetGraphics(7, 0);
        Read(Window).ShouldBe((byte)0xFF);
    }

    [Fact]
    public void Odd_even_addressing_spreads_characters_and_attributes()
    {
        Text80();
        _board.MemoryMap.Write(TextWindow + 2, 2, 0x1741);

        SetSequencer(4, 0x06);
        SetGraphics(5, 0);
        SetGraphics(6, 0x0D);
        Planes(TextWindow + 2).ShouldBe([0x41, 0x17, 0, 0]);
        Planes(TextWindow + 3).ShouldBe([0, 0, 0, 0]);
    }

    [Fact]
    public void Odd_even_reads_choose_the_plane_by_the_address_and_the_map()
    {
        Text80();
        Write(TextWindow, 0x11);
        Write(TextWindow + 1, 0x22);
        SetSequencer(2, 0x0C);
        Write(TextWindow, 0x33);
        Write(TextWindow + 1, 0x44);

        Read(TextWindow).ShouldBe((byte)0x11);
        Read(TextWindow + 1).ShouldBe((byte)0x22);
        SetGraphics(4, 2);
        Read(TextWindow).ShouldBe((byte)0x33);
        Read(TextWindow + 1).ShouldBe((byte)0x44);
    }

    [Fact]
    public void Chain_4_puts_neighbours_into_neighbouring_planes()
    {
        Planar();
        SetSequencer(4, 0x0E);

        _board.MemoryMap.Write(Window + 4, 4, 0x4433_2211);

        _board.MemoryMap.Read(Window + 4, 4).ShouldBe(0x4433_2211ul);
        SetSequencer(4, 0x06);
        Planes(Window + 4).ShouldBe([0x11, 0x22, 0x33, 0x44]);
    }

    [Fact]
    public void The_text_screen_is_what_the_CRTC_fetches()
    {
        Vga vga = Text80();
        _board.MemoryMap.Write(TextWindow, 2, 0x0748);
        _board.MemoryMap.Write(TextWindow + (2 * ((80 * 24) + 79)), 2, 0x1F69);

        Shape(vga).ShouldBe((true, 80, 25));
        TextCell[] cells = Cells(vga);
        cells[0].ShouldBe(new TextCell(0x48, 0x07));
        cells[^1].ShouldBe(new TextCell(0x69, 0x1F));
        SetCrtc(0x0D, 80);
        Cells(vga)[(80 * 23) + 79].ShouldBe(new TextCell(0x69, 0x1F));
        SetCrtc(0x0D, 0);
        SetCrtc(0x13, 0x50);        // twice as far from row to row
        Cells(vga)[(80 * 12) + 79].ShouldBe(new TextCell(0x69, 0x1F));
        _board.Find<ITextDisplay>().ShouldBe(vga);
    }

    [Fact]
    public void Other_text_modes_have_other_shapes()
    {
        Vga vga = Text80();
        SetCrtc(0x01, 39);
        SetCrtc(0x09, 0x47);        // 8-line characters
        Shape(vga).ShouldBe((true, 40, 50));

        SetCrtc(0x09, 0xC7);        // double scanned
        Shape(vga).ShouldBe((true, 40, 25));
        SetCrtc(0x12, 0xDF);        // 480 lines
        SetCrtc(0x09, 0x4F);
        Shape(vga).ShouldBe((true, 40, 30));
    }

    [Fact]
    public void The_cursor_is_a_cell_of_the_screen()
    {
        Vga vga = Text80();
        SetCrtc(0x0A, 13);
        SetCrtc(0x0B, 14);
        SetCrtc(0x0E, 0x01);
        SetCrtc(0x0F, 0x02);
        vga.Cursor.ShouldBe(0x102);

        SetCrtc(0x0D, 80);
        vga.Cursor.ShouldBe(0x102 - 80);
        SetCrtc(0x0C, 0x02);
        vga.Cursor.ShouldBeNull();
        SetCrtc(0x0C, 0x00);
        SetCrtc(0x0A, 0x2D);
        vga.Cursor.ShouldBeNull();
        SetCrtc(0x0A, 15);
        vga.Cursor.ShouldBeNull();
        SetCrtc(0x0A, 13);
        SetCrtc(0x0E, 0x09);
        vga.Cursor.ShouldBeNull();
    }

    [Fact]
    public void Before_a_mode_is_set_and_in_graphics_there_is_no_text()
    {
        Vga vga = PowerOn();
        Shape(vga).ShouldBe((false, 0, 0));
        vga.Cursor.ShouldBeNull();

        SetText80();
        SetGraphics(6, 0x0F);
        Shape(vga).ShouldBe((false, 0, 0));
    }

    [Fact]
    public void Retrace_follows_virtual_time()
    {
        Text80();
        long line = 900 * 1_000_000_000L / 28_322_000;      // 100 characters of 9 dots at 28.322 MHz
        _board.Clock.JumpTo(0);
        _board.In8(0x3DA).ShouldBe((byte)0x00);
        _board.Advance(line * 85 / 100);
        _board.In8(0x3DA).ShouldBe((byte)0x01);             // behind column 79
        _board.Clock.JumpTo((412 * line) + (line / 2));
        _board.In8(0x3DA).ShouldBe((byte)0x09);             // vertical retrace
        _board.Clock.JumpTo((405 * line) + (line / 2));
        _board.In8(0x3DA).ShouldBe((byte)0x01);
        _board.Clock.JumpTo((414 * line) + (line / 2));
        _board.In8(0x3DA).ShouldBe((byte)0x01);
        _board.Clock.JumpTo((449 * line) + (line / 2));
        _board.In8(0x3DA).ShouldBe((byte)0x00);             // the next frame
    }

    [Fact]
    public void The_display_interface_tells_its_version_memory_and_largest_mode()
    {
        PowerOn("memory=2,bus=isa");
        Dispi(0).ShouldBe((ushort)0xB0C5);
        SetDispi(0, 0xB0C0);
        Dispi(0).ShouldBe((ushort)0xB0C0);
        SetDispi(0, 0x1234);
        Dispi(0).ShouldBe((ushort)0xB0C0);
        Dispi(10).ShouldBe((ushort)32);
        Dispi(11).ShouldBe((ushort)0);

        SetDispi(4, 2);
        (Dispi(1), Dispi(2), Dispi(3)).ShouldBe(((ushort)2560, (ushort)1600, (ushort)32));
        SetDispi(4, 0);
        (Dispi(1), Dispi(2), Dispi(3)).ShouldBe(((ushort)0, (ushort)0, (ushort)0));
    }

    [Fact]
    public void A_mode_of_the_display_interface_clears_the_frame_buffer_and_shows_it_in_banks()
    {
        Vga vga = Text80();
        TestRegion frameBuffer = FrameBuffer();
        frameBuffer.Bytes[5] = 9;

        SetMode(640, 480, 8, 0x01);
        frameBuffer.Bytes[5].ShouldBe((byte)0);
        vga.IsText.ShouldBeFalse();
        SetGraphics(6, 5);
        SetDispi(5, 3);
        Write(Window + 1, 0x77);
        frameBuffer.Bytes[0x3_0001].ShouldBe((byte)0x77);
        Read(Window + 1).ShouldBe((byte)0x77);
        SetDispi(5, 0x4000);
        Dispi(5).ShouldBe((ushort)3);

        SetDispi(1, 800);
        (Dispi(1), Dispi(6), Dispi(7)).ShouldBe(((ushort)640, (ushort)640, (ushort)((4 << 20) / 640)));
        SetDispi(6, 1024);
        (Dispi(6), Dispi(7)).ShouldBe(((ushort)1024, (ushort)4096));
        SetDispi(4, 0);
        SetMode(640, 480, 8, 0x81);
        frameBuffer.Bytes[0x3_0001].ShouldBe((byte)0x77);
    }

    [Fact]
    public void Four_bits_a_pixel_stay_planar()
    {
        Planar();
        SetMode(800, 600, 4, 0x01);

        SetSequencer(2, 0x02);
        Write(Window, 0x5A);

        Planes(Window).ShouldBe([0, 0x5A, 0, 0]);
    }

    [Fact]
    public void The_display_interface_can_widen_the_DAC()
    {
        PowerOn();
        SetDispi(4, 0x20);

        _board.Out8(0x3C8, 0);
        _board.Out8(0x3C9, 0xFF);
        _board.Out8(0x3C7, 0);

        _board.In8(0x3C9).ShouldBe((byte)0xFF);
    }

    [Fact]
    public void On_PCI_the_frame_buffer_and_the_video_BIOS_are_base_addresses()
    {
        _board.Files["vgabios"] = [0x55, 0xAA, .. new byte[39_934]];
        _board.AddAll(new Vga(), new I440fx());

        _board.Config32(2, 0, 0x00).ShouldBe(0x1111_1234u);
        _board.Config32(2, 0, 0x08).ShouldBe(0x0300_0002u);
        _board.SetConfig32(2, 0, 0x10, uint.MaxValue);
        _board.Config32(2, 0, 0x10).ShouldBe(0xFFC0_0008u);
        _board.SetConfig32(2, 0, 0x30, 0xFFFF_FFFE);
        _board.Config32(2, 0, 0x30).ShouldBe(0xFFFF_0000u);

        _board.SetConfig32(2, 0, 0x10, 0xFD00_0000);
        _board.SetConfig32(2, 0, 0x30, 0xFEB0_0001);
        _board.SetConfig16(2, 0, 0x04, 0x0003);
        FrameBuffer().Base.ShouldBe(0xFD00_0000ul);
        FrameBuffer().Enabled.ShouldBeTrue();
        _board.MemoryMap.Read(0xFEB0_0000, 2).ShouldBe(0xAA55ul);
    }

    [Fact]
    public void Without_a_video_BIOS_there_is_no_expansion_ROM()
    {
        _board.AddAll(new Vga(), new I440fx());

        _board.SetConfig32(2, 0, 0x30, 0xFFFF_FFFE);

        _board.Config32(2, 0, 0x30).ShouldBe(0u);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(512)]
    public void The_memory_size_is_checked(int size) =>
        Should.Throw<DeviceConfigurationException>(() => _board.Add(new Vga(), $"memory={size},bus=isa")).Message.ShouldContain("'memory'");

    [Fact]
    public void A_hard_reset_clears_registers_and_keeps_the_picture()
    {
        Vga vga = Text80();
        _board.MemoryMap.Write(TextWindow, 2, 0x0748);

        _board.Reset(ResetKind.Init);
        vga.IsText.ShouldBeTrue();
        _board.Reset(ResetKind.Hard);
        vga.IsText.ShouldBeFalse();
        SetText80();
        Cells(vga)[0].ShouldBe(new TextCell(0x48, 0x07));

        _board.Reset(ResetKind.PowerOn);
        SetText80();
        Cells(vga)[0].ShouldBe(default);
    }

    [Fact]
    public void A_loaded_state_shows_the_same_screen_and_latches()
    {
        _board.AddAll(new I440fx());
        Text80(pci: true);
        _board.MemoryMap.Write(TextWindow, 2, 0x0748);
        _board.SetConfig32(2, 0, 0x10, 0xFD00_0000);
        _board.SetConfig16(2, 0, 0x04, 0x0003);
        Read(TextWindow);
        TestBoard other = new();
        other.AddAll(new I440fx());
        Vga copy = other.Add(new Vga(), name: "vga");

        other.LoadFrom(_board);

        Shape(copy).ShouldBe((true, 80, 25));
        Cells(copy)[0].ShouldBe(new TextCell(0x48, 0x07));
        other.MemoryMap.At(0xFD00_0000)!.Kind.ShouldBe("ram");
        other.Out16(0x3CE, 0x0105);
        other.MemoryMap.Write(TextWindow + 8, 2, 0);
        Cells(copy)[4].ShouldBe(new TextCell(0x48, 0x07));
    }

    private static (bool IsText, int Columns, int Rows) Shape(Vga vga) => (vga.IsText, vga.Columns, vga.Rows);

    private static TextCell[] Cells(Vga vga)
    {
        TextCell[] cells = new TextCell[vga.Columns * vga.Rows];
        vga.Read(cells);
        return cells;
    }

    private Vga PowerOn(string parameters = "bus=isa")
    {
        Vga vga = _board.Add(new Vga(), parameters, "vga");
        _board.Out8(0x3C2, 0x67);
        return vga;
    }

    private void Planar()
    {
        PowerOn();
        SetSequencer(2, 0x0F);
        SetSequencer(4, 0x06);
        SetGraphics(6, 0x05);
        SetGraphics(8, 0xFF);
    }

    private Vga Text80(bool pci = false)
    {
        Vga vga = PowerOn(pci ? "" : "bus=isa");
        SetText80();
        return vga;
    }

    /// <summary>Mode 3 as the VGA's parameter tables have it: 80 × 25 of 9 × 16 dots.</summary>
    private void SetText80()
    {
        byte[] crtc = [0x5F, 0x4F, 0x50, 0x82, 0x55, 0x81, 0xBF, 0x1F, 0, 0x4F, 0x0D, 0x0E, 0, 0, 0, 0, 0x9C, 0x8E, 0x8F, 0x28, 0x1F, 0x96, 0xB9, 0xA3, 0xFF];
        _board.Out8(0x3C2, 0x67);
        SetSequencer(0, 0x03);
        SetSequencer(2, 0x03);
        SetSequencer(4, 0x02);
        SetGraphics(5, 0x10);
        SetGraphics(6, 0x0E);
        SetGraphics(8, 0xFF);
        SetCrtc(0x11, 0);
        for (int i = 0; i < crtc.Length; i++)
        {
            SetCrtc(i, crtc[i]);
        }

        SetCrtc(0x11, 0x0E);
    }

    private void SetMode(int width, int height, int bits, int enable)
    {
        SetDispi(4, 0);
        SetDispi(1, width);
        SetDispi(2, height);
        SetDispi(3, bits);
        SetDispi(4, enable);
    }

    private ushort Dispi(int register)
    {
        _board.Out16(0x1CE, register);
        return _board.In16(0x1CF);
    }

    private void SetDispi(int register, int value)
    {
        _board.Out16(0x1CE, register);
        _board.Out16(0x1CF, value);
    }

    private byte Sequencer(int index)
    {
        _board.Out8(0x3C4, index);
        return _board.In8(0x3C5);
    }

    private void SetSequencer(int index, int value) => _board.Out16(0x3C4, (value << 8) | index);

    private byte Graphics(int index)
    {
        _board.Out8(0x3CE, index);
        return _board.In8(0x3CF);
    }

    private void SetGraphics(int index, int value) => _board.Out16(0x3CE, (value << 8) | index);

    private byte Crtc(int index)
    {
        _board.Out8(0x3D4, index);
        return _board.In8(0x3D5);
    }

    private void SetCrtc(int index, int value) => _board.Out16(0x3D4, (value << 8) | index);

    private byte Read(int address) => (byte)_board.MemoryMap.Read((ulong)address, 1);

    private void Write(int address, int value) => _board.MemoryMap.Write((ulong)address, 1, (ulong)value);

    private void Fill(params ReadOnlySpan<int> planes)
    {
        for (int plane = 0; plane < 4; plane++)
        {
            SetSequencer(2, 1 << plane);
            Write(Window, planes[plane]);
        }

        SetSequencer(2, 0x0F);
    }

    /// <summary>What the four planes hold at an address, read through read mode 0.</summary>
    private byte[] Planes(int address)
    {
        byte mode = Graphics(5);
        SetGraphics(5, mode & ~8);
        byte[] planes = [.. Enumerable.Range(0, 4).Select(plane =>
        {
            SetGraphics(4, plane);
            return Read(address);
        })];
        SetGraphics(5, mode);
        return planes;
    }

    private TestRegion FrameBuffer() => _board.MemoryMap.Regions.Single(region => region.Kind == "ram");
}
