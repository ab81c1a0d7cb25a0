using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class RtcTests
{
    private const int A = 0x0A;
    private const int B = 0x0B;
    private const int C = 0x0C;
    private const int Periodic = 0x40;
    private const int Alarm = 0x20;
    private const int UpdateEnded = 0x10;
    private const long Second = 1_000_000_000;

    private readonly TestBoard _board = new();

    public RtcTests() => _board.Clock.Start = new DateTimeOffset(1999, 12, 31, 23, 59, 58, 250, TimeSpan.Zero);

    private bool Irq8 => _board.Net("irq8").Level;

    [Fact]
    public void Time_comes_from_the_machines_calendar_in_BCD_and_24_hours()
    {
        Add();

        ReadTime().ShouldBe([0x58, 0x59, 0x23, 0x06, 0x31, 0x12, 0x99, 0x19]);
        _board.Advance(2 * Second);
        ReadTime().ShouldBe([0x00, 0x00, 0x00, 0x07, 0x01, 0x01, 0x00, 0x20]);
    }

    [Fact]
    public void Seconds_change_where_the_calendars_do()
    {
        Add();

        _board.Advance(749_999_999);
        Read(0).ShouldBe((byte)0x58);
        _board.Advance(1);

        Read(0).ShouldBe((byte)0x59);
    }

    [Fact]
    public void Binary_and_12_hour_formats()
    {
        Add();

        Write(B, 0x06);
        ReadTime().ShouldBe([58, 59, 23, 6, 31, 12, 99, 19]);
        Write(B, 0x00);
        Read(4).ShouldBe((byte)0x91); // 11 PM
        Write(B, 0x04);
        Read(4).ShouldBe((byte)(0x80 | 11));
    }

    [Theory]
    [InlineData(0x12, 0x00)]
    [InlineData(0x01, 0x01)]
    [InlineData(0x92, 0x12)]
    [InlineData(0x81, 0x13)]
    public void Twelve_oclock_is_hour_0(int twelve, int twentyFour)
    {
        Add();

        Write(B, 0x00);
        Write(4, twelve);
        Read(4).ShouldBe((byte)twelve);
        Write(B, 0x02);

        Read(4).ShouldBe((byte)twentyFour);
    }

    [Fact]
    public void A_guest_sets_the_date_register_by_register()
    {
        Add();

        foreach ((int index, int value) in new[] { (8, 0x02), (9, 0x24), (0x32, 0x20), (7, 0x28), (6, 0x04), (4, 0x23), (2, 0x59), (0, 0x59) })
        {
            Write(index, value); // on the way this is the 31st of February
        }

        ReadTime().ShouldBe([0x59, 0x59, 0x23, 0x04, 0x28, 0x02, 0x24, 0x20]);
        _board.Advance(Second);
        ReadTime().ShouldBe([0x00, 0x00, 0x00, 0x05, 0x29, 0x02, 0x24, 0x20]);
        _board.Advance(86_400 * Second);
        ReadTime().ShouldBe([0x00, 0x00, 0x00, 0x06, 0x01, 0x03, 0x24, 0x20]);
    }

    [Fact]
    public void The_year_after_9999_is_0()
    {
        Add();
        Write(0x32, 0x99);

        _board.Advance(2 * Second);

        ReadTime().ShouldBe([0x00, 0x00, 0x00, 0x07, 0x01, 0x01, 0x00, 0x00]);
    }

    [Fact]
    public void SET_stops_updates_and_clears_UIE()
    {
        Add();

        Write(B, 0x92);
        Read(B).ShouldBe((byte)0x82);
        _board.Advance(10 * Second);
        Read(0).ShouldBe((byte)0x58);
        Read(A).ShouldBe((byte)0x26);
        (Read(C) & UpdateEnded).ShouldBe(0);
        Write(B, 0x02);
        _board.Advance(Second);

        Read(0).ShouldBe((byte)0x59);
    }

    [Fact]
    public void UIP_announces_the_update_2228_microseconds_before()
    {
        Add();
        _board.Advance(750_000_000);

        _board.Advance(Second - 2_228_001);
        Read(A).ShouldBe((byte)0x26);
        _board.Advance(1);
        Read(A).ShouldBe((byte)0xA6);
        Read(0).ShouldBe((byte)0x59);
        _board.Advance(2_228_000);

        Read(A).ShouldBe((byte)0x26);
        Read(0).ShouldBe((byte)0x00);
    }

    [Fact]
    public void A_held_divider_stops_the_clock_and_half_a_second_after_its_release_comes_the_first_update()
    {
        Add();
        Write(A, 0x76);
        _board.Advance(10 * Second);
        Read(0).ShouldBe((byte)0x58);

        Write(A, 0x26);
        _board.Advance((Second / 2) - 1);
        Read(0).ShouldBe((byte)0x58);
        _board.Advance(1);

        Read(0).ShouldBe((byte)0x59);
    }

    [Fact]
    public void The_update_ended_interrupt_comes_once_a_second_and_reading_C_ends_it()
    {
        Add();
        Write(B, 0x12);

        _board.Advance(749_999_999);
        Irq8.ShouldBeFalse();
        _board.Advance(1);
        Irq8.ShouldBeTrue();
        _board.Advance(5 * Second); // nobody reads C: the line just stays high

        (Read(C) & 0x90).ShouldBe(0x90);
        Irq8.ShouldBeFalse();
        Read(C).ShouldBe((byte)0x00);
        _board.Advance(Second);
        Irq8.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1, 3_906_250)]
    [InlineData(2, 7_812_500)]
    [InlineData(3, 122_071)]
    [InlineData(6, 976_563)]
    [InlineData(15, 500_000_000)]
    public void Periodic_rates(int rate, long period)
    {
        _board.Clock.Start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Add();
        Write(A, 0x20 | rate);
        Write(B, 0x42);

        _board.Advance(period - 1);
        Irq8.ShouldBeFalse();
        _board.Advance(1);

        Irq8.ShouldBeTrue();
        Read(C).ShouldBe((byte)0xC0);
        Irq8.ShouldBeFalse();
    }

    [Fact]
    public void The_periodic_interrupt_keeps_its_rate_over_many_periods()
    {
        Add();
        Write(A, 0x26);
        Write(B, 0x42);
        int count = 0;
        _board.Net("irq8").Connect().Listen(level => count += level ? 1 : 0);

        for (int i = 0; i < 20_000; i++)
        {
            _board.Advance(100_000);
            _ = Read(C);
        }

        count.ShouldBe(2048);
    }

    [Fact]
    public void Flags_are_set_without_being_enabled_and_enabling_raises_the_line_at_once()
    {
        Add();
        _board.Advance(Second);

        Write(B, 0x12);

        Irq8.ShouldBeTrue();
        Read(C).ShouldBe((byte)0xD0); // the periodic flag too
    }

    [Fact]
    public void Rate_0_is_no_periodic_interrupt()
    {
        Add();
        Write(A, 0x20);
        Write(B, 0x42);
        _ = Read(C);

        _board.Advance(10 * Second);

        (Read(C) & Periodic).ShouldBe(0);
    }

    [Theory]
    [InlineData(0x05, 0x00, 0x00, 6_750)]
    [InlineData(0x05, 0xFF, 0xFF, 6_750)]
    [InlineData(0xC0, 0xC0, 0xC0, 750)]
    [InlineData(0x30, 0x59, 0x23, (86_400 - 29) * 1000L + 750)]
    public void The_alarm_matches_its_registers_or_does_not_care(int second, int minute, int hour, long milliseconds)
    {
        Add();
        Write(1, second);
        Write(3, minute);
        Write(5, hour);
        Write(B, 0x22);

        _board.Advance((milliseconds * 1_000_000) - 1);
        Irq8.ShouldBeFalse();
        _board.Advance(1);

        Irq8.ShouldBeTrue();
        (Read(C) & Alarm).ShouldBe(Alarm);
    }

    [Fact]
    public void An_alarm_that_can_never_match_never_comes()
    {
        Add();
        Write(1, 0x75);
        Write(3, 0xFF);
        Write(5, 0xFF);
        Write(B, 0x22);

        _board.Advance(3 * 86_400 * Second);

        (Read(C) & Alarm).ShouldBe(0);
    }

    [Fact]
    public void Status_registers_C_and_D_cannot_be_written()
    {
        Add();

        Write(0x0D, 0x00);
        Write(C, 0xFF);

        Read(0x0D).ShouldBe((byte)0x80);
        (Read(C) & 0x8F).ShouldBe(0);
    }

    [Fact]
    public void The_index_ignores_the_NMI_bit_and_cannot_be_read()
    {
        Add();
        Write(0x40, 0x5A);

        _board.Out8(0x70, 0x80 | 0x40);

        _board.In8(0x71).ShouldBe((byte)0x5A);
        _board.In8(0x70).ShouldBe((byte)0xFF);
    }

    [Theory]
    [InlineData(4UL << 20, 3072, 0, 0)]
    [InlineData(64UL << 20, 63 * 1024, 48 * 16, 0)]
    [InlineData(8UL << 30, 0xFFFF, (0xC000 - 0x100), 5 * 0x4000)]
    public void Memory_sizes(ulong size, int extended, int above16M, int above4G)
    {
        _board.Facts.MemorySize = size;
        Add();

        Word(0x15).ShouldBe(640);
        Word(0x17).ShouldBe(extended);
        Word(0x30).ShouldBe(extended);
        Word(0x34).ShouldBe(above16M);
        (Word(0x5B) | (Read(0x5D) << 16)).ShouldBe(above4G);
    }

    [Theory]
    [InlineData(null, null, 0x00, 0x02)]
    [InlineData(1440, null, 0x40, 0x03)]
    [InlineData(2880, 720, 0x53, 0x43)]
    public void Floppy_drives(int? first, int? second, int types, int equipment)
    {
        foreach ((string name, int? kilobytes) in new[] { ("floppy0", first), ("floppy1", second) })
        {
            if (kilobytes is { } size)
            {
                _board.Disks[name] = new TestDisk(size * 1024);
            }
        }

        Add();

        Read(0x10).ShouldBe((byte)types);
        Read(0x14).ShouldBe((byte)equipment);
    }

    [Fact]
    public void Disks_of_more_than_1024_cylinders_are_addressed_by_sector_number()
    {
        _board.Disks["disk0"] = new SparseDisk(1024L * 16 * 63 * 512);
        _board.Disks["disk1"] = new SparseDisk(1025L * 16 * 63 * 512);
        _board.Disks["disk3"] = new SparseDisk(20L << 30);

        Add();

        Read(0x39).ShouldBe((byte)0b01_00_01_00);
    }

    [Theory]
    [InlineData("", 0x21, 0x30, 0x20)]
    [InlineData("boot=disk", 0x12, 0x30, 0x00)]
    [InlineData("boot=cdrom", 0x13, 0x20, 0x00)]
    public void Boot_order(string parameters, int firstTwo, int third, int flags)
    {
        Add(parameters);

        Read(0x3D).ShouldBe((byte)firstTwo);
        Read(0x38).ShouldBe((byte)third);
        Read(0x2D).ShouldBe((byte)flags);
    }

    [Fact]
    public void A_wrong_boot_device_says_what_would_be_right() =>
        Should.Throw<DeviceConfigurationException>(() => Add("boot=tape")).Message.ShouldContain("Floppy, Disk, Cdrom");

    [Fact]
    public void Cpu_count_and_checksum()
    {
        _board.Facts.CpuCount = 4;
        Add();

        Read(0x5F).ShouldBe((byte)3);
        int sum = Enumerable.Range(0x10, 0x1E).Sum(index => Read(index));
        ((Read(0x2E) << 8) | Read(0x2F)).ShouldBe(sum);
    }

    [Theory]
    [InlineData(ResetKind.Init)]
    [InlineData(ResetKind.Hard)]
    [InlineData(ResetKind.PowerOn)]
    public void A14_The_battery_keeps_time_and_the_shutdown_status_through_every_reset(ResetKind kind)
    {
        Add();
        Write(0x0F, 0x05);
        Write(9, 0x85);
        _board.Advance(Second);

        _board.Reset(kind);

        Read(0x0F).ShouldBe((byte)0x05);
        Read(9).ShouldBe((byte)0x85);
        Read(0).ShouldBe((byte)0x59);
    }

    [Theory]
    [InlineData(ResetKind.Init, true)]
    [InlineData(ResetKind.Hard, false)]
    public void A_system_reset_silences_interrupts(ResetKind kind, bool interrupts)
    {
        Add();
        Write(B, 0x72);
        _board.Advance(Second);
        Irq8.ShouldBeTrue();

        _board.Reset(kind);

        Irq8.ShouldBe(interrupts);
        _board.Advance(2 * Second);
        Irq8.ShouldBe(interrupts);
        Read(B).ShouldBe(interrupts ? (byte)0x72 : (byte)0x02);
    }

    [Fact]
    public void A_loaded_state_goes_on_to_the_same_interrupt()
    {
        Add();
        Write(0, 0x30);
        Write(A, 0x2F);
        Write(B, 0x42);
        _board.Advance(300_000_000);
        _ = Read(C);
        _board.Out8(0x70, 0x04);
        TestBoard copy = new();
        copy.Add(new Rtc());

        copy.LoadFrom(_board);

        copy.In8(0x71).ShouldBe((byte)0x23);
        copy.Clock.NextDeadline.ShouldBe(_board.Clock.NextDeadline);
        copy.Advance(449_999_999);
        copy.Net("irq8").Level.ShouldBeFalse();
        copy.Advance(1);
        copy.Net("irq8").Level.ShouldBeTrue();
        copy.Out8(0x70, 0);
        copy.In8(0x71).ShouldBe((byte)0x31);
    }

    [Fact]
    public void A_state_loaded_with_the_interrupt_pending_holds_the_line()
    {
        Add();
        Write(B, 0x12);
        _board.Advance(Second);
        TestBoard copy = new();
        copy.Add(new Rtc());

        copy.LoadFrom(_board);

        copy.Net("irq8").Level.ShouldBeTrue();
    }

    private void Add(string parameters = "") => _board.Add(new Rtc(), parameters);

    private byte Read(int index)
    {
        _board.Out8(0x70, index);
        return _board.In8(0x71);
    }

    private void Write(int index, int value)
    {
        _board.Out8(0x70, index);
        _board.Out8(0x71, value);
    }

    private int Word(int index) => Read(index) | (Read(index + 1) << 8);

    private byte[] ReadTime() => [.. new[] { 0, 2, 4, 6, 7, 8, 9, 0x32 }.Select(Read)];
}
