using System.Buffers.Binary;
using System.Text;
using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class AcpiPmTests
{
    private const int Status = 0x600;
    private const int Enable = 0x602;
    private const int Control = 0x604;
    private const int Timer = 0x608;
    private const int PowerButton = 1 << 8;
    private const int SleepEnable = 1 << 13;

    private readonly TestBoard _board = new();
    private readonly AcpiPm _pm;

    public AcpiPmTests() => _pm = _board.Add(new AcpiPm());

    [Theory]
    [InlineData(SleepEnable | (5 << 10), 1)]
    [InlineData(5 << 10, 0)]
    [InlineData(SleepEnable | (3 << 10), 0)]
    [InlineData(SleepEnable, 0)]
    public void Only_sleep_state_S5_switches_off(int value, int stops)
    {
        _board.Out16(Control, value);

        _board.Stops.Count.ShouldBe(stops);
        _board.Stops.ShouldAllBe(stop => stop.ExitCode == 0);
    }

    [Fact]
    public void The_machine_is_always_in_acpi_mode()
    {
        _board.In16(Control).ShouldBe((ushort)1);
        _board.Out16(Control, 0);
        _board.In16(Control).ShouldBe((ushort)1);
    }

    [Fact]
    public void The_timer_counts_three_and_a_half_million_a_second_in_24_bits()
    {
        _board.Advance(1_000_000_000);
        _board.In32(Timer).ShouldBe(3_579_545u);
        _board.Advance(4_000_000_000);
        _board.In32(Timer).ShouldBe((5u * 3_579_545) & 0xFF_FFFF);
    }

    [Fact]
    public void The_timers_highest_bit_sets_its_status_at_every_change_and_interrupts_if_enabled()
    {
        _board.Out16(Enable, 1);
        _board.Advance(2_343_000_000);
        _board.Net("irq9").Level.ShouldBeFalse();
        _board.Advance(1_000_000);                       // 2^23 pulses are 2.3434867 s
        _board.Net("irq9").Level.ShouldBeTrue();
        _board.Out16(Status, 1);
        _board.Net("irq9").Level.ShouldBeFalse();
        _board.Advance(2_344_000_000);
        _board.Net("irq9").Level.ShouldBeTrue();
    }

    [Fact]
    public void The_power_button_interrupts_until_its_status_is_cleared()
    {
        _board.Out16(Enable, PowerButton);
        _pm.Press();
        _board.Net("irq9").Level.ShouldBeTrue();
        _board.In16(Status).ShouldBe((ushort)PowerButton);
        _board.Out16(Status, PowerButton);
        _board.Net("irq9").Level.ShouldBeFalse();
    }

    [Theory]
    [InlineData(ResetKind.Init, true)]
    [InlineData(ResetKind.Hard, false)]
    public void A_system_reset_clears_what_was_enabled(ResetKind kind, bool kept)
    {
        _board.Out16(Enable, PowerButton);
        _pm.Press();
        _board.Reset(kind);
        _board.Net("irq9").Level.ShouldBe(kept);
        (_board.In16(Enable) != 0).ShouldBe(kept);
    }

    [Fact]
    public void A_loaded_state_goes_on()
    {
        _board.Out16(Enable, 1);
        _board.Advance(2_000_000_000);
        TestBoard copy = new();
        copy.Add(new AcpiPm());

        copy.LoadFrom(_board);

        copy.Advance(344_000_000);
        copy.Net("irq9").Level.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x03FF_0000u)]
    public void The_tables_are_linked_and_their_sums_are_zero_at_any_address(uint address)
    {
        (byte[] tables, byte[] root) = _pm.Build().At(address);

        Encoding.ASCII.GetString(root, 0, 8).ShouldBe("RSD PTR ");
        Sum(root).ShouldBe((byte)0);
        Span<byte> rsdt = Table(tables, address, Dword(root, 16), "RSDT");
        Span<byte> fadt = Table(tables, address, Dword(rsdt, 36), "FACP");
        Table(tables, address, Dword(fadt, 40), "DSDT");
        Encoding.ASCII.GetString(tables, (int)(Dword(fadt, 36) - address), 4).ShouldBe("FACS");
        Dword(fadt, 56).ShouldBe(0x600u);
        fadt[46].ShouldBe((byte)9);
    }

    [Fact]
    public void Tables_need_an_aligned_address() => Should.Throw<ArgumentOutOfRangeException>(() => _pm.Build().At(0x1008));

    [Fact]
    public void Firmware_gets_the_tables_and_the_script_that_links_them()
    {
        TestBoard board = new();
        board.AddAll(new FwCfg(), new AcpiPm());
        byte[] script = ReadFile(board, "etc/table-loader");
        byte[] tables = ReadFile(board, "etc/acpi/tables");
        byte[] root = ReadFile(board, "etc/acpi/rsdp");

        Run(script, tables, root, address: 0x10_0000);

        (byte[] expected, byte[] expectedRoot) = _pm.Build().At(0x10_0000);
        tables.ShouldBe(expected);
        root.ShouldBe(expectedRoot);
    }

    /// <summary>What SeaBIOS does with the script.</summary>
    private static void Run(byte[] script, byte[] tables, byte[] root, uint address)
    {
        for (int at = 0; at < script.Length; at += 128)
        {
            Span<byte> command = script.AsSpan(at, 128);
            byte[] file = Encoding.ASCII.GetString(command[4..60]).TrimEnd('\0') == "etc/acpi/rsdp" ? root : tables;
            switch (Dword(command, 0))
            {
                case 2:
                    Span<byte> pointer = file.AsSpan((int)Dword(command, 116));
                    BinaryPrimitives.WriteUInt32LittleEndian(pointer, Dword(pointer, 0) + address);
                    break;
                case 3:
                    file[Dword(command, 60)] -= Sum(file.AsSpan((int)Dword(command, 64), (int)Dword(command, 68)));
                    break;
                default:
                    Dword(command, 0).ShouldBe(1u);
                    break;
            }
        }
    }

    private static byte[] ReadFile(TestBoard board, string name)
    {
        board.Out16(0x510, 0x19);
        byte[] directory = [.. Enumerable.Range(0, 4 + (64 * 32)).Select(_ => board.In8(0x511))];
        for (int at = 4; at < directory.Length; at += 64)
        {
            if (Encoding.ASCII.GetString(directory, at + 8, 56).TrimEnd('\0') == name)
            {
                board.Out16(0x510, BinaryPrimitives.ReadUInt16BigEndian(directory.AsSpan(at + 4)));
                return [.. Enumerable.Range(0, BinaryPrimitives.ReadInt32BigEndian(directory.AsSpan(at))).Select(_ => board.In8(0x511))];
            }
        }

        throw new KeyNotFoundException(name);
    }

    private static Span<byte> Table(byte[] tables, uint address, uint at, string signature)
    {
        Span<byte> table = tables.AsSpan((int)(at - address));
        table = table[..(int)Dword(table, 4)];
        Encoding.ASCII.GetString(table[..4]).ShouldBe(signature);
        Sum(table).ShouldBe((byte)0);
        return table;
    }

    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte value in bytes)
        {
            sum += value;
        }

        return sum;
    }

    private static uint Dword(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
