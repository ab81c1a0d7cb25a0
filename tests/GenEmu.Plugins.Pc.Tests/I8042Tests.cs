using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class I8042Tests
{
    private const int Data = 0x60;
    private const int Status = 0x64;
    private const int Command = 0x64;

    private readonly TestBoard _board = new();
    private readonly I8042 _controller;

    public I8042Tests() => _controller = _board.Add(new I8042());

    private bool Irq1 => _board.Net("irq1").Level;

    [Fact]
    public void It_is_found_the_way_SeaBIOS_does_it()
    {
        _board.In8(Status).ShouldBe((byte)0x10);
        Ask(0xAA).ShouldBe([0x55]);
        Ask(0xAB).ShouldBe([0x00]);
        _board.Out8(Command, 0x60);
        _board.Out8(Data, 0x30);
        Type(0xFF).ShouldBe([0xFA, 0xAA]);
        Type(0xF5).ShouldBe([0xFA]);
        Type(0xF0).ShouldBe([0xFA]);
        Type(0x02).ShouldBe([0xFA]);
        _board.Out8(Command, 0x60);
        _board.Out8(Data, 0x61);
        Type(0xF4).ShouldBe([0xFA]);
        Press(PcKey.A);

        Receive().ShouldBe([0x1E]);
    }

    [Fact]
    public void Answers_take_a_little_time()
    {
        _board.Out8(Command, 0xAA);
        (_board.In8(Status) & 1).ShouldBe(0);

        _board.Advance(20_000);

        (_board.In8(Status) & 1).ShouldBe(1);
    }

    [Fact]
    public void The_self_test_sets_the_system_flag_and_a_reset_clears_it()
    {
        (_board.In8(Status) & 0x04).ShouldBe(0);
        Ask(0xAA);
        (_board.In8(Status) & 0x04).ShouldBe(0x04);

        _board.Reset(ResetKind.Init);
        (_board.In8(Status) & 0x04).ShouldBe(0x04);
        _board.Reset(ResetKind.Hard);

        (_board.In8(Status) & 0x04).ShouldBe(0);
    }

    [Fact]
    public void Status_tells_commands_from_data()
    {
        _board.Out8(Command, 0xAE);
        (_board.In8(Status) & 0x08).ShouldBe(0x08);
        _board.Out8(Data, 0xEE);

        (_board.In8(Status) & 0x08).ShouldBe(0);
    }

    [Fact]
    public void The_command_byte_reads_back_and_the_disable_commands_change_it()
    {
        _board.Out8(Command, 0x60);
        _board.Out8(Data, 0x47);
        Ask(0x20).ShouldBe([0x47]);

        _board.Out8(Command, 0xAD);
        _board.Out8(Command, 0xA7);
        Ask(0x20).ShouldBe([0x77]);
        _board.Out8(Command, 0xAE);
        _board.Out8(Command, 0xA8);

        Ask(0x20).ShouldBe([0x47]);
    }

    [Fact]
    public void The_ports_test_well_and_the_lock_is_open()
    {
        Ask(0xA9).ShouldBe([0x00]);
        Ask(0xAB).ShouldBe([0x00]);
        Ask(0xC0).ShouldBe([0x80]);
    }

    [Fact]
    public void An_unknown_command_is_logged_and_answers_nothing()
    {
        Ask(0xB7).ShouldBeEmpty();

        _board.Log.Lines.ShouldBe(["Debug: The 8042 has no command B7h"]);
    }

    [Fact]
    public void The_output_port_holds_the_A20_gate()
    {
        _board.Out8(Command, 0xD1);
        _board.Out8(Data, 0xDD);
        _board.A20Enabled.ShouldBeFalse();
        Ask(0xD0).ShouldBe([0xC1]);

        _board.Out8(Command, 0xD1);
        _board.Out8(Data, 0xDF);

        _board.A20Enabled.ShouldBeTrue();
        Ask(0xD0).ShouldBe([0xC3]);
        _board.Resets.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", ResetKind.Init)]
    [InlineData("reset=init", ResetKind.Init)]
    [InlineData("reset=hard", ResetKind.Hard)]
    public void A12_Command_FE_pulses_the_reset_line(string parameters, ResetKind kind)
    {
        TestBoard board = new();
        board.Add(new I8042(), parameters);

        board.Out8(Command, 0xFF); // pulses nothing
        board.Resets.ShouldBeEmpty();
        board.Out8(Command, 0xFE);

        board.Resets.ShouldBe([kind]);
    }

    [Fact]
    public void A12_The_output_ports_bit_0_is_the_same_line()
    {
        _board.Out8(Command, 0xD1);
        _board.Out8(Data, 0xDE);

        _board.Resets.ShouldBe([ResetKind.Init]);
        _board.A20Enabled.ShouldBeTrue();
    }

    [Fact]
    public void D2_makes_a_byte_look_typed()
    {
        Ask(0xAA);
        _board.Out8(Command, 0xD2);
        _board.Out8(Data, 0x1C);
        _board.Advance(20_000);

        Irq1.ShouldBeTrue();
        (_board.In8(Status) & 0x21).ShouldBe(0x01);
        _board.In8(Data).ShouldBe((byte)0x1C);
        Irq1.ShouldBeFalse();
    }

    [Fact]
    public void D3_loops_through_the_mouse_side_with_IRQ12()
    {
        _board.Out8(Command, 0x60);
        _board.Out8(Data, 0x03);
        _board.Out8(Command, 0xD3);
        _board.Out8(Data, 0x5A);
        _board.Advance(20_000);

        (_board.In8(Status) & 0x61).ShouldBe(0x21);
        _board.Net("irq12").Level.ShouldBeTrue();
        Irq1.ShouldBeFalse();
        _board.In8(Data).ShouldBe((byte)0x5A);
        _board.Net("irq12").Level.ShouldBeFalse();
    }

    [Fact]
    public void D4_times_out_for_there_is_no_mouse()
    {
        _board.Out8(Command, 0xD4);
        _board.Out8(Data, 0xFF);
        _board.Advance(20_000);

        (_board.In8(Status) & 0x61).ShouldBe(0x61);
        _board.In8(Data).ShouldBe((byte)0xFE);
        (_board.In8(Status) & 0x61).ShouldBe(0x00);
    }

    [Fact]
    public void Keys_arrive_translated_one_interrupt_each()
    {
        Press(PcKey.A);
        Release(PcKey.A);
        Irq1.ShouldBeFalse();

        _board.Advance(500_000);
        Irq1.ShouldBeTrue();
        _board.In8(Data).ShouldBe((byte)0x1E);
        Irq1.ShouldBeFalse();
        Receive().ShouldBe([0x9E]);
        _board.Net("irq1").Edges.ShouldBe([true, false, true, false]);
    }

    [Theory]
    [InlineData(PcKey.Escape, "01 81", "76 F0 76")]
    [InlineData(PcKey.F7, "41 C1", "83 F0 83")]
    [InlineData(PcKey.Enter, "1C 9C", "5A F0 5A")]
    [InlineData(PcKey.KeypadEnter, "E0 1C E0 9C", "E0 5A E0 F0 5A")]
    [InlineData(PcKey.Up, "E0 48 E0 C8", "E0 75 E0 F0 75")]
    [InlineData(PcKey.Delete, "E0 53 E0 D3", "E0 71 E0 F0 71")]
    [InlineData(PcKey.F12, "58 D8", "07 F0 07")]
    [InlineData(PcKey.IntlBackslash, "56 D6", "61 F0 61")]
    public void Codes_with_and_without_translation(PcKey key, string set1, string set2)
    {
        Press(key);
        Release(key);
        Hex(Receive()).ShouldBe(set1);

        _board.Out8(Command, 0x60);
        _board.Out8(Data, 0x01);
        Press(key);
        Release(key);
        Hex(Receive()).ShouldBe(set2);

        Type(0xF0);
        Type(0x01);
        Press(key);
        Release(key);
        Hex(Receive()).ShouldBe(set1);
    }

    [Fact]
    public void Every_key_gives_its_set_1_code_through_the_translation()
    {
        foreach (PcKey key in Enum.GetValues<PcKey>().Where(key => key != PcKey.None))
        {
            byte[] make = [.. (byte)key >= 0x80 ? new byte[] { 0xE0 } : [], (byte)((byte)key & 0x7F)];
            Press(key);
            Receive().ShouldBe(make, key.ToString());
            make[^1] |= 0x80;
            Release(key);
            Receive().ShouldBe(make, key.ToString());
        }
    }

    [Fact]
    public void A_full_keyboard_refuses_whole_keys_and_loses_nothing()
    {
        for (int i = 0; i < 8; i++)
        {
            _controller.TrySend(PcKey.Up, pressed: true).ShouldBeTrue();
        }

        _controller.TrySend(PcKey.Up, pressed: true).ShouldBeFalse();
        _controller.TrySend(PcKey.A, pressed: true).ShouldBeFalse();

        Receive().Length.ShouldBe(16);
        _controller.TrySend(PcKey.A, pressed: true).ShouldBeTrue();
    }

    [Fact]
    public void A_disabled_interface_or_keyboard_takes_no_keys()
    {
        _board.Out8(Command, 0xAD);
        _controller.TrySend(PcKey.A, pressed: true).ShouldBeFalse();
        _board.Out8(Command, 0xAE);
        Type(0xF5);
        _controller.TrySend(PcKey.A, pressed: true).ShouldBeFalse();

        Type(0xF4);

        _controller.TrySend(PcKey.A, pressed: true).ShouldBeTrue();
    }

    [Fact]
    public void Keys_wait_while_the_interface_is_disabled()
    {
        Press(PcKey.A);
        _board.Out8(Command, 0xAD);
        Receive().ShouldBeEmpty();

        _board.Out8(Command, 0xAE);

        Receive().ShouldBe([0x1E]);
    }

    [Fact]
    public void The_interrupt_needs_the_command_bytes_consent()
    {
        _board.Out8(Command, 0x60);
        _board.Out8(Data, 0x40);
        Press(PcKey.A);
        _board.Advance(500_000);
        Irq1.ShouldBeFalse();
        (_board.In8(Status) & 1).ShouldBe(1);

        _board.Out8(Command, 0x60);
        _board.Out8(Data, 0x41);

        Irq1.ShouldBeTrue();
    }

    [Fact]
    public void An_answer_of_the_controller_waits_for_a_free_buffer_and_overtakes_keys()
    {
        Press(PcKey.A);
        Press(PcKey.B);
        _board.Advance(500_000);
        _board.Out8(Command, 0x20);
        _board.Advance(500_000);

        Receive().ShouldBe([0x1E, 0x61, 0x30]);
    }

    [Fact]
    public void The_last_byte_can_be_read_again()
    {
        Press(PcKey.A);
        Receive();

        _board.In8(Data).ShouldBe((byte)0x1E);
        (_board.In8(Status) & 1).ShouldBe(0);
    }

    [Fact]
    public void Keyboard_commands_are_acknowledged()
    {
        Type(0xEE).ShouldBe([0xEE]);
        Type(0xED).ShouldBe([0xFA]);
        Type(0x07).ShouldBe([0xFA]);
        Type(0xF3).ShouldBe([0xFA]);
        Type(0x20).ShouldBe([0xFA]);
        Type(0xF6).ShouldBe([0xFA]);
        Type(0xFE).ShouldBe([0xFA]);
        Type(0xE1).ShouldBe([0xFE]);
    }

    [Theory]
    [InlineData(0x61, new byte[] { 0xFA, 0xAB, 0x41 })]
    [InlineData(0x21, new byte[] { 0xFA, 0xAB, 0x83 })]
    public void The_identification_is_translated_too(int commandByte, byte[] answer)
    {
        _board.Out8(Command, 0x60);
        _board.Out8(Data, commandByte);

        Type(0xF2).ShouldBe(answer);
    }

    [Fact]
    public void The_scan_code_set_can_be_asked_for_and_set_3_is_refused()
    {
        _board.Out8(Command, 0x60);
        _board.Out8(Data, 0x01);
        Type(0xF0).ShouldBe([0xFA]);
        Type(0x00).ShouldBe([0xFA, 0x02]);
        Type(0xF0).ShouldBe([0xFA]);

        Type(0x03).ShouldBe([0xFE]);
    }

    [Fact]
    public void A_command_instead_of_its_data_ends_the_old_one()
    {
        Type(0xED);

        Type(0xF4).ShouldBe([0xFA]);
        Press(PcKey.A);
        Receive().ShouldBe([0x1E]);
    }

    [Fact]
    public void A_new_command_gives_up_an_answer_that_nobody_fetched()
    {
        _board.Out8(Data, 0xF2);
        _board.Advance(500_000);
        _board.In8(Data).ShouldBe((byte)0xFA);

        Type(0xEE).ShouldBe([0xEE]);
    }

    [Fact]
    public void Enabling_forgets_keys_typed_before()
    {
        Press(PcKey.A);
        Press(PcKey.B);

        Type(0xF4).ShouldBe([0xFA]);
    }

    [Fact]
    public void Sending_to_the_keyboard_turns_its_interface_on()
    {
        _board.Out8(Command, 0xAD);

        Type(0xF4).ShouldBe([0xFA]);
        Ask(0x20).ShouldBe([0x61]);
    }

    [Fact]
    public void It_provides_the_machines_keyboard() => _board.Find<IKeyboardInput>().ShouldBe(_controller);

    [Theory]
    [InlineData(ResetKind.Init, 1)]
    [InlineData(ResetKind.Hard, 0)]
    public void A14_INIT_keeps_what_was_typed(ResetKind kind, int bytes)
    {
        Press(PcKey.A);

        _board.Reset(kind);

        Receive().Length.ShouldBe(bytes);
        _board.A20Enabled.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(250_000)]
    [InlineData(500_000)]
    [InlineData(1_200_000)]
    public void A_loaded_state_goes_on_inside_a_keys_codes(long time)
    {
        Press(PcKey.Up);
        Release(PcKey.Up);
        _board.Advance(time);
        TestBoard copy = new();
        copy.Add(new I8042());

        copy.LoadFrom(_board);

        copy.Net("irq1").Level.ShouldBe(Irq1);
        copy.Clock.NextDeadline.ShouldBe(_board.Clock.NextDeadline);
        Receive(copy).ShouldBe([0xE0, 0x48, 0xE0, 0xC8]);
    }

    [Fact]
    public void A_loaded_state_goes_on_between_a_command_and_its_data()
    {
        _board.Out8(Command, 0x60);
        TestBoard copy = new();
        copy.Add(new I8042());

        copy.LoadFrom(_board);
        copy.Out8(Data, 0x25);
        copy.Out8(Command, 0x20);

        Receive(copy).ShouldBe([0x25]);
    }

    private static string Hex(byte[] bytes) => string.Join(' ', bytes.Select(value => $"{value:X2}"));

    private static byte[] Receive(TestBoard board)
    {
        List<byte> bytes = [];
        for (int i = 0; i < 100; i++)
        {
            if ((board.In8(Status) & 1) != 0)
            {
                bytes.Add(board.In8(Data));
            }

            board.Advance(100_000);
        }

        return [.. bytes];
    }

    private void Press(PcKey key) => _controller.TrySend(key, pressed: true).ShouldBeTrue();

    private void Release(PcKey key) => _controller.TrySend(key, pressed: false).ShouldBeTrue();

    private byte[] Receive() => Receive(_board);

    private byte[] Ask(int command)
    {
        _board.Out8(Command, command);
        return Receive();
    }

    private byte[] Type(int value)
    {
        _board.Out8(Data, value);
        return Receive();
    }
}
