using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class I82077Tests
{
    private const int Size1440 = 1_474_560;
    private const int Sector = 512;
    private const long SectorTime = 50_000, StepTime = 50_000, ResetTime = 100_000;
    private const int WriteMemory = 0x46, ReadMemory = 0x4A;
    private const int Buffer = 0x1_0000;

    private readonly TestBoard _board = new(1 << 20);
    private TestDisk _disk = Disk(Size1440);

    [Theory]
    [InlineData(0, 9, 39)]
    [InlineData(368_640, 9, 39)]
    [InlineData(368_641, 9, 79)]
    [InlineData(737_280, 9, 79)]
    [InlineData(737_281, 15, 79)]
    [InlineData(1_228_801, 18, 79)]
    [InlineData(1_474_560, 18, 79)]
    [InlineData(1_474_561, 36, 79)]
    [InlineData(2_949_120, 36, 79)]
    public void An_image_is_the_smallest_medium_that_holds_it(int length, int lastSector, int lastCylinder)
    {
        _disk = Disk(length);
        Ready();
        _board.Out8(0x3F7, lastSector switch
        {
            9 => 2,
            36 => 3,
            _ => 0,
        });
        Seek(lastCylinder);

        Send(0x56, 0x84, lastCylinder, 1, lastSector, 2, 99, 0x1B, 1);
        _board.Advance(SectorTime);
        Result()[..3].ShouldBe([0x04, 0, 0]);
        Send(0x56, 0x84, lastCylinder, 1, lastSector + 1, 2, 99, 0x1B, 1);
        _board.Advance(SectorTime);
        Result()[..3].ShouldBe([0x44, 0x04, 0]);
        Seek(lastCylinder + 1);
        Send(0x4A, 0);
        _board.Advance(SectorTime);
        Result()[..3].ShouldBe([0x40, 0x01, 0]);
    }

    [Theory]
    [InlineData(368_640, 1)]
    [InlineData(1_228_800, 2)]
    [InlineData(737_280, 3)]
    [InlineData(1_296_384, 4)]
    [InlineData(2_949_120, 5)]
    public void The_set_up_RAM_names_the_drive_that_fits_the_medium(int length, int type)
    {
        _board.Disks["floppy0"] = Disk(length);
        _board.Add(new Rtc());

        _board.Out8(0x70, 0x10);

        _board.In8(0x71).ShouldBe((byte)(type << 4));
    }

    [Fact]
    public void An_image_larger_than_any_floppy_is_refused()
    {
        _disk = Disk(2_949_121);

        Should.Throw<DeviceConfigurationException>(() => PowerOn()).Message.ShouldContain("2949120");
    }

    [Fact]
    public void Leaving_reset_interrupts_once_and_tells_four_statuses()
    {
        PowerOn();
        _board.In8(0x3F4).ShouldBe((byte)0);
        _board.Out8(0x3F2, 0x0C);
        Irq.ShouldBeFalse();

        _board.Advance(ResetTime);

        Irq.ShouldBeTrue();
        Command(0x08).ShouldBe([0xC0, 0]);
        Irq.ShouldBeFalse();
        Command(0x08).ShouldBe([0xC1, 0]);
        Command(0x08).ShouldBe([0xC2, 0]);
        Command(0x08).ShouldBe([0xC3, 0]);
        Command(0x08).ShouldBe([0x80]);
    }

    [Fact]
    public void The_data_rate_registers_reset_bit_clears_itself()
    {
        Ready();

        _board.Out8(0x3F4, 0x80);
        _board.Advance(ResetTime);

        Irq.ShouldBeTrue();
        Command(0x08).ShouldBe([0xC0, 0]);
    }

    [Fact]
    public void Polling_that_is_disabled_right_after_a_reset_tells_nothing()
    {
        PowerOn();
        _board.Out8(0x3F2, 0x0C);
        Command(0x13, 0, 0x10, 0);

        _board.Advance(ResetTime);

        Irq.ShouldBeFalse();
        Command(0x08).ShouldBe([0x80]);
    }

    [Fact]
    public void Interrupts_need_the_DMA_gate()
    {
        PowerOn();
        _board.Out8(0x3F2, 0x04);
        _board.Advance(ResetTime);
        Irq.ShouldBeFalse();

        _board.Out8(0x3F2, 0x0C);
        Irq.ShouldBeTrue();
    }

    [Fact]
    public void The_main_status_tells_whose_turn_it_is()
    {
        Ready();
        _board.In8(0x3F4).ShouldBe((byte)0x80);
        _board.Out8(0x3F5, 0x04);
        _board.In8(0x3F4).ShouldBe((byte)0x90);
        _board.Out8(0x3F5, 0x00);
        _board.In8(0x3F4).ShouldBe((byte)0xD0);
        _board.In8(0x3F5).ShouldBe((byte)0x38);
        _board.In8(0x3F4).ShouldBe((byte)0x80);
    }

    [Fact]
    public void Registers_that_a_PC_AT_does_not_have_answer_nothing()
    {
        Ready();

        _board.PortMap.IsClaimed(0x3F0).ShouldBeFalse();
        _board.PortMap.IsClaimed(0x3F1).ShouldBeFalse();
        _board.PortMap.IsClaimed(0x3F6).ShouldBeFalse();
        _board.Out8(0x3F3, 0x0E);
        _board.In8(0x3F3).ShouldBe((byte)0xFE);
        _board.In8(0x3F2).ShouldBe((byte)0x1C);
    }

    [Fact]
    public void Unknown_commands_are_invalid()
    {
        Ready();

        Command(0x18).ShouldBe([0x80]);
        Command(0x00).ShouldBe([0x80]);
        Command(0x10).ShouldBe([0x90]);
    }

    [Fact]
    public void Dumped_registers_show_all_settings()
    {
        Ready();
        Seek(5);
        Command(0x03, 0xDF, 0x02);
        Command(0x13, 0, 0x57, 0x20);
        Command(0x12, 0x84);
        Command(0x94).ShouldBe([0x10]);

        Command(0x0E).ShouldBe([5, 0, 0, 0, 0xDF, 0x02, 0, 0x84, 0x57, 0x20]);
        Command(0x12, 0x03);
        Command(0x0E)[7].ShouldBe((byte)0x87);
    }

    [Fact]
    public void LOCK_keeps_the_FIFO_settings_over_a_software_reset_only()
    {
        Ready();
        Command(0x13, 0, 0x57, 0x20);
        Command(0x94);
        SoftReset();
        Command(0x0E)[8..10].ShouldBe([0x07, 0x20]);

        Command(0x14).ShouldBe([0x00]);
        SoftReset();
        Command(0x0E)[8..10].ShouldBe([0x20, 0]);

        Command(0x94);
        _board.Reset(ResetKind.Hard);
        SoftReset();
        Command(0x0E)[7].ShouldBe((byte)0);
    }

    [Fact]
    public void A_seek_takes_its_steps_and_ends_with_an_interrupt()
    {
        Ready();

        Send(0x0F, 0, 10);
        _board.In8(0x3F4).ShouldBe((byte)0x81);
        _board.Advance((10 * StepTime) - 1);
        Irq.ShouldBeFalse();
        _board.Advance(1);
        Irq.ShouldBeTrue();
        _board.In8(0x3F4).ShouldBe((byte)0x80);

        Command(0x08).ShouldBe([0x20, 10]);
        Irq.ShouldBeFalse();
    }

    [Fact]
    public void Two_seeks_that_end_together_are_sensed_one_by_one()
    {
        _board.Disks["floppy1"] = Disk(Size1440);
        Ready();
        Send(0x0F, 0, 10);
        Send(0x0F, 1, 10);
        _board.In8(0x3F4).ShouldBe((byte)0x83);
        _board.Advance(10 * StepTime);

        Command(0x08).ShouldBe([0x20, 10]);
        Irq.ShouldBeTrue();
        Command(0x08).ShouldBe([0x21, 10]);
        Irq.ShouldBeFalse();
    }

    [Fact]
    public void A_seek_that_ends_during_a_transfer_interrupts_after_its_result()
    {
        _board.Disks["floppy1"] = Disk(Size1440);
        Ready();
        Send(0x0F, 1, 1);
        Send(0x4A, 0);
        _board.Advance(SectorTime);
        _board.Net("irq6").Edges.Clear();

        Result()[..3].ShouldBe([0, 0, 0]);

        _board.Net("irq6").Edges.ShouldBe([false, true]);
        Command(0x08).ShouldBe([0x21, 1]);
        Irq.ShouldBeFalse();
    }

    [Fact]
    public void Recalibrate_returns_to_track_0()
    {
        Ready();
        Seek(20);

        Send(0x07, 0);
        _board.Advance(20 * StepTime);

        Command(0x08).ShouldBe([0x20, 0]);
        Command(0x04, 0).ShouldBe([0x38]);
    }

    [Fact]
    public void Recalibrate_steps_79_times_at_most()
    {
        Ready();
        Seek(83);

        Send(0x07, 0);
        _board.Advance(79 * StepTime);
        Command(0x08).ShouldBe([0x70, 0]);
        Send(0x07, 0);
        _board.Advance(4 * StepTime);
        Command(0x08).ShouldBe([0x20, 0]);
    }

    [Fact]
    public void A_missing_drive_never_finds_track_0()
    {
        Ready("drives=1");

        Send(0x07, 1);
        _board.Advance(79 * StepTime);

        Command(0x08).ShouldBe([0x71, 0]);
        Command(0x04, 1).ShouldBe([0x29]);
    }

    [Fact]
    public void Relative_seeks_move_in_and_out()
    {
        Ready();
        Seek(10);

        Send(0xCF, 0, 5);
        _board.Advance(5 * StepTime);
        Command(0x08).ShouldBe([0x20, 15]);
        Send(0x8F, 0, 3);
        _board.Advance(3 * StepTime);
        Command(0x08).ShouldBe([0x20, 12]);
    }

    [Fact]
    public void Step_times_can_follow_the_guests_step_rate()
    {
        Ready("step-time=0");
        Command(0x03, 0xD0, 0x02);

        Send(0x0F, 0, 2);
        _board.Advance((2 * 3_000_000) - 1);
        Irq.ShouldBeFalse();
        _board.Advance(1);
        Irq.ShouldBeTrue();
    }

    [Fact]
    public void Reading_a_sector_moves_it_by_DMA_and_ends_at_terminal_count()
    {
        Ready();
        ProgramDma(WriteMemory, Sector);

        Send(0xE6, 0x00, 0, 0, 2, 2, 18, 0x1B, 0xFF);
        _board.In8(0x3F4).ShouldBe((byte)0x10);
        _board.Advance(SectorTime);

        Irq.ShouldBeTrue();
        Result().ShouldBe([0x00, 0, 0, 0, 0, 3, 2]);
        Irq.ShouldBeFalse();
        Memory(Sector).ShouldBe(_disk.Contents[Sector..(2 * Sector)]);
    }

    [Fact]
    public void Multi_track_goes_on_at_the_second_side()
    {
        Ready();
        ProgramDma(WriteMemory, 3 * Sector);

        Send(0xE6, 0x00, 0, 0, 17, 2, 18, 0x1B, 0xFF);
        _board.Advance(3 * SectorTime);

        Result().ShouldBe([0x04, 0, 0, 0, 1, 2, 2]);
        Memory(3 * Sector).ShouldBe(_disk.Contents[(16 * Sector)..(19 * Sector)]);
    }

    [Theory]
    [InlineData(0x46, 0, 17, 0, 0, 18)]     // MT=0, before EOT: R+1
    [InlineData(0x46, 0, 18, 1, 0, 1)]      // MT=0, EOT: C+1, R=1
    [InlineData(0x46, 1, 18, 1, 1, 1)]
    [InlineData(0xC6, 0, 17, 0, 0, 18)]     // MT=1, side 0: H changes at EOT
    [InlineData(0xC6, 0, 18, 0, 1, 1)]
    [InlineData(0xC6, 1, 17, 0, 1, 18)]     // MT=1, side 1: C+1, H changes at EOT
    [InlineData(0xC6, 1, 18, 1, 0, 1)]
    public void Table_5_6_the_results_name_the_next_sector(int command, int head, int sector, int nextC, int nextH, int nextR)
    {
        Ready();
        ProgramDma(WriteMemory, Sector);

        Send(command, head << 2, 0, head, sector, 2, 18, 0x1B, 0xFF);
        _board.Advance(SectorTime);

        Result()[1..].ShouldBe([0, 0, (byte)nextC, (byte)nextH, (byte)nextR, 2]);
    }

    [Fact]
    public void Wanting_more_than_the_cylinder_has_is_an_error()
    {
        Ready();
        ProgramDma(WriteMemory, 3 * Sector);

        Send(0x46, 0x00, 0, 0, 18, 2, 18, 0x1B, 0xFF);
        _board.Advance(SectorTime);

        Result().ShouldBe([0x40, 0x80, 0, 1, 0, 1, 2]);
    }

    [Fact]
    public void A_masked_DMA_channel_is_an_overrun()
    {
        Ready();
        ProgramDma(WriteMemory, Sector);
        _board.Out8(0x0A, 0x06);

        Send(0x46, 0x00, 0, 0, 1, 2, 18, 0x1B, 0xFF);
        _board.Advance(SectorTime);

        Result().ShouldBe([0x40, 0x10, 0, 0, 0, 1, 2]);
    }

    [Theory]
    [InlineData(0, 0, 19, 2, 0x04, 0x00)]       // no such sector
    [InlineData(0, 0, 0, 2, 0x04, 0x00)]
    [InlineData(0, 1, 1, 2, 0x04, 0x00)]        // another head in the ID
    [InlineData(0, 0, 1, 3, 0x04, 0x00)]        // another size
    [InlineData(7, 0, 1, 2, 0x04, 0x10)]        // another cylinder
    public void A_sector_that_is_not_on_the_track_is_not_found(int cylinder, int head, int sector, int size, int status1, int status2)
    {
        Ready();
        ProgramDma(WriteMemory, Sector);

        Send(0x46, 0x00, cylinder, head, sector, size, 36, 0x1B, 0xFF);
        _board.Advance(SectorTime);

        Result().ShouldBe([0x40, (byte)status1, (byte)status2, (byte)cylinder, (byte)head, (byte)sector, (byte)size]);
    }

    [Fact]
    public void An_implied_seek_goes_to_the_cylinder_first()
    {
        Ready();
        Command(0x13, 0, 0x40, 0);
        ProgramDma(WriteMemory, Sector);

        Send(0x46, 0x00, 3, 0, 1, 2, 18, 0x1B, 0xFF);
        _board.Advance(3 * StepTime);
        Irq.ShouldBeFalse();
        _board.Advance(SectorTime);

        Result().ShouldBe([0x20, 0, 0, 3, 0, 2, 2]);
        Memory(Sector).ShouldBe(_disk.Contents[(3 * 36 * Sector)..((3 * 36 * Sector) + Sector)]);
        Command(0x0E)[0].ShouldBe((byte)3);
    }

    [Theory]
    [InlineData(368_640, 0b0110)]
    [InlineData(737_280, 0b0100)]
    [InlineData(1_228_800, 0b0001)]
    [InlineData(1_474_560, 0b0001)]
    [InlineData(2_949_120, 0b1000)]
    public void Only_the_mediums_own_data_rates_find_address_marks(int length, int rates)
    {
        _disk = Disk(length);
        Ready();
        for (int rate = 0; rate < 4; rate++)
        {
            _board.Out8(0x3F7, rate);
            Send(0x4A, 0);
            _board.Advance(SectorTime);

            bool isReadable = (rates >> rate & 1) != 0;
            Result()[..2].ShouldBe(isReadable ? [0, 0] : [0x40, 0x01]);
        }
    }

    [Fact]
    public void Single_density_finds_no_address_marks()
    {
        Ready();

        Send(0x0A, 0);
        _board.Advance(SectorTime);

        Result()[..2].ShouldBe([0x40, 0x01]);
    }

    [Fact]
    public void READ_ID_tells_where_the_head_is()
    {
        Ready();
        Seek(12);

        Send(0x4A, 0x04);
        _board.Advance(SectorTime);
        byte[] first = Result();
        Send(0x4A, 0x04);
        _board.Advance(SectorTime);

        first[..5].ShouldBe([0x04, 0, 0, 12, 1]);
        first[6].ShouldBe((byte)2);
        Result()[5].ShouldBe((byte)((first[5] % 18) + 1));
    }

    [Fact]
    public void Beyond_the_last_track_nothing_is_recorded()
    {
        Ready();
        Seek(80);

        Send(0x4A, 0);
        _board.Advance(SectorTime);

        Result()[..2].ShouldBe([0x40, 0x01]);
    }

    [Fact]
    public void Without_a_medium_a_command_waits_for_a_reset()
    {
        _board.Disks.Clear();
        PowerOn(withDisk: false);
        SoftReset();

        Send(0x4A, 0);
        _board.Advance(10_000_000_000);

        Irq.ShouldBeFalse();
        _board.In8(0x3F4).ShouldBe((byte)0x10);
        SoftReset();
        _board.In8(0x3F4).ShouldBe((byte)0x80);
    }

    [Fact]
    public void With_the_motor_off_a_command_waits_for_a_reset()
    {
        Ready();
        _board.Out8(0x3F2, 0x0C);

        Send(0x4A, 0);
        _board.Advance(10_000_000_000);

        _board.In8(0x3F4).ShouldBe((byte)0x10);
    }

    [Fact]
    public void Writing_takes_sectors_from_memory()
    {
        Ready();
        byte[] data = Pattern(2 * Sector, 99);
        _board.Memory.Write(Buffer, data);
        ProgramDma(ReadMemory, 2 * Sector);

        Send(0xC5, 0x04, 0, 1, 5, 2, 18, 0x1B, 0xFF);
        _board.Advance(2 * SectorTime);

        Result().ShouldBe([0x04, 0, 0, 0, 1, 7, 2]);
        _disk.Contents[(22 * Sector)..(24 * Sector)].ShouldBe(data);
    }

    [Fact]
    public void A_sector_that_terminal_count_cuts_short_is_filled_with_zeros()
    {
        Ready();
        _board.Memory.Write(Buffer, Pattern(100, 1));
        ProgramDma(ReadMemory, 100);

        Send(0x45, 0x00, 0, 0, 1, 2, 18, 0x1B, 0xFF);
        _board.Advance(SectorTime);

        Result().ShouldBe([0, 0, 0, 0, 0, 2, 2]);
        _disk.Contents[..Sector].ShouldBe([.. Pattern(100, 1), .. new byte[412]]);
    }

    [Fact]
    public void A_protected_medium_is_not_written()
    {
        _disk.IsReadOnly = true;
        Ready();
        byte[] before = [.. _disk.Contents];
        ProgramDma(ReadMemory, Sector);

        Command(0x04, 0).ShouldBe([0x78]);
        Send(0x45, 0x00, 0, 0, 1, 2, 18, 0x1B, 0xFF);
        _board.Advance(SectorTime);
        Result().ShouldBe([0x40, 0x02, 0, 0, 0, 1, 2]);
        Send(0x4D, 0x00, 2, 18, 0x54, 0xF6);
        _board.Advance(SectorTime);
        Result()[..3].ShouldBe([0x40, 0x02, 0]);

        _disk.Contents.ShouldBe(before);
    }

    [Fact]
    public void A_host_that_fails_is_a_bad_sector_or_a_faulty_drive_and_is_logged()
    {
        Ready();
        _disk.Broken = true;
        ProgramDma(WriteMemory, Sector);
        Send(0x46, 0x00, 0, 0, 1, 2, 18, 0x1B, 0xFF);
        _board.Advance(SectorTime);
        Result().ShouldBe([0x40, 0x20, 0x20, 0, 0, 1, 2]);

        ProgramDma(ReadMemory, Sector);
        Send(0x45, 0x00, 0, 0, 1, 2, 18, 0x1B, 0xFF);
        _board.Advance(SectorTime);
        Result().ShouldBe([0x50, 0, 0, 0, 0, 1, 2]);
        _board.Log.Lines.Count(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void An_image_shorter_than_its_medium_reads_as_zeros_and_is_not_written_beyond_its_end()
    {
        _disk = Disk(1_296_384);
        Ready();
        Seek(79);
        _board.Memory.Write(Buffer, Pattern(Sector, 3));
        ProgramDma(WriteMemory, Sector);
        Send(0x46, 0x00, 79, 0, 1, 2, 18, 0x1B, 0xFF);
        _board.Advance(SectorTime);
        Result()[..3].ShouldBe([0, 0, 0]);
        Memory(Sector).ShouldBe(new byte[Sector]);

        ProgramDma(ReadMemory, Sector);
        Send(0x45, 0x00, 79, 0, 1, 2, 18, 0x1B, 0xFF);
        _board.Advance(SectorTime);
        Result()[..3].ShouldBe([0x50, 0, 0]);
    }

    [Fact]
    public void VERIFY_ends_at_EOT_or_after_a_number_of_sectors()
    {
        Ready();
        Send(0xD6, 0x00, 0, 0, 1, 2, 18, 0x1B, 0xFF);
        _board.Advance(36 * SectorTime);
        Result().ShouldBe([0x04, 0, 0, 1, 0, 1, 2]);

        Send(0x56, 0x80, 0, 0, 1, 2, 18, 0x1B, 4);
        _board.Advance(4 * SectorTime);
        Result().ShouldBe([0x00, 0, 0, 0, 0, 5, 2]);

        Send(0x56, 0x80, 0, 0, 18, 2, 18, 0x1B, 2);
        _board.Advance(SectorTime);
        Result().ShouldBe([0x40, 0x80, 0, 1, 0, 1, 2]);
    }

    [Fact]
    public void Formatting_fills_every_sector_of_the_track()
    {
        Ready();
        Seek(1);
        _board.Memory.Write(Buffer, [.. Enumerable.Range(1, 18).SelectMany(sector => new byte[] { 1, 1, (byte)sector, 2 })]);
        ProgramDma(ReadMemory, 18 * 4);

        Send(0x4D, 0x04, 2, 18, 0x54, 0xF6);
        _board.Advance(18 * SectorTime);

        Result()[..3].ShouldBe([0x04, 0, 0]);
        int start = (36 + 18) * Sector;
        _disk.Contents[start..(start + (18 * Sector))].ShouldAllBe(value => value == 0xF6);
        _disk.Contents[start - 1].ShouldNotBe((byte)0xF6);
        Command(0x0E)[6].ShouldBe((byte)18);
    }

    [Fact]
    public void A_format_that_the_image_cannot_hold_is_a_fault()
    {
        Ready();
        _board.Memory.Write(Buffer, [0, 0, 19, 2]);
        ProgramDma(ReadMemory, 19 * 4);

        Send(0x4D, 0x00, 2, 19, 0x54, 0xF6);
        _board.Advance(SectorTime);

        Result()[..3].ShouldBe([0x50, 0, 0]);
        _board.Log.Lines.ShouldContain(line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_DMA_the_host_reads_byte_by_byte_until_the_cylinder_ends()
    {
        Ready();
        Command(0x03, 0xDF, 0x03);

        Send(0x46, 0x00, 0, 0, 17, 2, 18, 0x1B, 0xFF);
        _board.In8(0x3F4).ShouldBe((byte)0x30);
        byte[] read = [.. ReadByHand(), .. ReadByHand()];

        read.ShouldBe(_disk.Contents[(16 * Sector)..(18 * Sector)]);
        Irq.ShouldBeTrue();
        Result().ShouldBe([0x40, 0x80, 0, 1, 0, 1, 2]);
    }

    [Fact]
    public void Without_DMA_the_host_writes_byte_by_byte()
    {
        Ready();
        Command(0x03, 0xDF, 0x03);
        byte[] data = Pattern(Sector, 17);

        Send(0x45, 0x00, 0, 0, 18, 2, 18, 0x1B, 0xFF);
        _board.Advance(SectorTime);
        Irq.ShouldBeTrue();
        foreach (byte value in data)
        {
            _board.In8(0x3F4).ShouldBe((byte)0xB0);
            _board.Out8(0x3F5, value);
        }

        Irq.ShouldBeFalse();
        _board.In8(0x3F4).ShouldBe((byte)0x30);
        _board.Advance(SectorTime);
        Result().ShouldBe([0x40, 0x80, 0, 1, 0, 1, 2]);
        _disk.Contents[(17 * Sector)..(18 * Sector)].ShouldBe(data);
    }

    [Fact]
    public void The_disk_change_line_is_cleared_by_a_step()
    {
        Ready();
        _board.In8(0x3F7).ShouldBe((byte)0xFF);

        Send(0x07, 0);
        _board.Advance(StepTime);
        Command(0x08);
        _board.In8(0x3F7).ShouldBe((byte)0xFF);     // already on track 0: no step

        Seek(1);
        _board.In8(0x3F7).ShouldBe((byte)0x7F);
        _board.Reset(ResetKind.Hard);
        _board.Out8(0x3F2, 0x1C);
        _board.In8(0x3F7).ShouldBe((byte)0x7F);
        _board.Reset(ResetKind.PowerOn);
        _board.Out8(0x3F2, 0x1C);
        _board.In8(0x3F7).ShouldBe((byte)0xFF);
        _board.Out8(0x3F2, 0x0C);
        _board.In8(0x3F7).ShouldBe((byte)0x7F);     // not selected: the motor is off
    }

    [Fact]
    public void An_empty_drive_stays_changed_and_protected()
    {
        PowerOn(withDisk: false);
        SoftReset();

        Seek(1);

        _board.In8(0x3F7).ShouldBe((byte)0xFF);
        Command(0x04, 0).ShouldBe([0x68]);
    }

    [Fact]
    public void A_reset_forgets_a_command_in_progress()
    {
        Ready();
        ProgramDma(WriteMemory, Sector);
        Send(0x46, 0x00, 0, 0, 1, 2, 18, 0x1B, 0xFF);
        _board.Out8(0x3F5, 0x0F);       // not the host's turn: dropped

        SoftReset();
        _board.Advance(100 * StepTime);

        Irq.ShouldBeFalse();
        Memory(Sector).ShouldBe(new byte[Sector]);
    }

    [Fact]
    public void INIT_changes_nothing()
    {
        Ready();
        Seek(3);

        _board.Reset(ResetKind.Init);

        _board.In8(0x3F2).ShouldBe((byte)0x1C);
        Command(0x0E)[0].ShouldBe((byte)3);
    }

    [Fact]
    public void A_loaded_state_goes_on_in_the_middle_of_a_transfer()
    {
        Ready();
        Seek(2);
        ProgramDma(WriteMemory, 2 * Sector);
        Send(0x46, 0x00, 2, 0, 1, 2, 18, 0x1B, 0xFF);
        _board.Advance(SectorTime + 10);
        TestBoard other = Board(_disk, "");

        other.LoadFrom(_board);
        other.Net("irq6").Level.ShouldBeFalse();
        other.Advance(SectorTime - 11);
        other.Net("irq6").Level.ShouldBeFalse();
        other.Advance(1);

        other.Net("irq6").Level.ShouldBeTrue();
        int start = 2 * 36 * Sector;
        other.Memory.Bytes[Buffer..(Buffer + (2 * Sector))].ShouldBe(_disk.Contents[start..(start + (2 * Sector))]);
        Enumerable.Range(0, 7).Select(_ => other.In8(0x3F5)).ShouldBe([0, 0, 0, 2, 0, 3, 2]);
    }

    [Fact]
    public void A_loaded_state_raises_an_interrupt_that_was_pending()
    {
        PowerOn();
        _board.Out8(0x3F2, 0x1C);
        _board.Advance(ResetTime);
        TestBoard other = Board(_disk, "");

        other.LoadFrom(_board);

        other.Net("irq6").Level.ShouldBeTrue();
    }

    [Fact]
    public void The_number_of_drives_is_checked() =>
        Should.Throw<DeviceConfigurationException>(() => _board.Add(new I82077(), "drives=3")).Message.ShouldContain("'drives'");

    private bool Irq => _board.Net("irq6").Level;

    private static TestDisk Disk(int length)
    {
        TestDisk disk = new(length);
        Pattern(length, 5).CopyTo(disk.Contents, 0);
        return disk;
    }

    private static byte[] Pattern(int length, int seed) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * seed) + (i / Sector) + 1))];

    private static TestBoard Board(TestDisk? disk, string parameters, TestBoard? board = null)
    {
        board ??= new TestBoard(1 << 20);
        if (disk is not null)
        {
            board.Disks["floppy0"] = disk;
        }

        board.Add(new I8237(), name: "dma");
        board.Add(new I82077(), parameters, "fdc");
        return board;
    }

    private void PowerOn(string parameters = "", bool withDisk = true)
    {
        Board(withDisk ? _disk : null, parameters, _board);
        _board.Out8(0xD6, 0xC0);
        _board.Out8(0xD4, 0);
    }

    /// <summary>As firmware leaves it: out of reset, statuses sensed, motor 0 on, 500 kbit/s.</summary>
    private void Ready(string parameters = "")
    {
        PowerOn(parameters);
        SoftReset();
    }

    private void SoftReset()
    {
        _board.Out8(0x3F2, 0x18);
        _board.Out8(0x3F2, 0x1C);
        _board.Advance(ResetTime);
        for (int i = 0; i < 4; i++)
        {
            Command(0x08);
        }

        int rate = _disk.Length switch
        {
            737_280 or 368_640 => 2,
            2_949_120 => 3,
            _ => 0,
        };
        _board.Out8(0x3F7, rate);
    }

    private void Seek(int cylinder)
    {
        Send(0x0F, 0, cylinder);
        _board.Advance(100 * StepTime);
        Command(0x08)[1].ShouldBe((byte)cylinder);
    }

    private void ProgramDma(int mode, int length)
    {
        _board.Out8(0x0A, 0x06);
        _board.Out8(0x0C, 0);
        _board.Out8(0x04, Buffer & 0xFF);
        _board.Out8(0x04, Buffer >> 8 & 0xFF);
        _board.Out8(0x05, (length - 1) & 0xFF);
        _board.Out8(0x05, (length - 1) >> 8);
        _board.Out8(0x0B, mode);
        _board.Out8(0x81, Buffer >> 16);
        _board.Out8(0x0A, 0x02);
    }

    private byte[] Memory(int length) => _board.Memory.Bytes[Buffer..(Buffer + length)];

    private byte[] ReadByHand()
    {
        _board.Advance(SectorTime);
        Irq.ShouldBeTrue();
        byte[] read = new byte[Sector];
        for (int i = 0; i < Sector; i++)
        {
            _board.In8(0x3F4).ShouldBe((byte)0xF0);
            read[i] = _board.In8(0x3F5);
        }

        return read;
    }

    private void Send(params ReadOnlySpan<int> bytes)
    {
        foreach (int value in bytes)
        {
            _board.Out8(0x3F5, value);
        }
    }

    /// <summary>Sends a command and reads its results, if it has any at once.</summary>
    private byte[] Command(params ReadOnlySpan<int> bytes)
    {
        Send(bytes);
        return Result();
    }

    private byte[] Result()
    {
        List<byte> result = [];
        while ((_board.In8(0x3F4) & 0xC0) == 0xC0)
        {
            result.Add(_board.In8(0x3F5));
        }

        return [.. result];
    }
}
