using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class Uart16550Tests
{
    private const int Com1 = 0x3F8;
    private const int InterruptEnable = Com1 + 1;
    private const int Identification = Com1 + 2;
    private const int FifoControl = Com1 + 2;
    private const int LineControl = Com1 + 3;
    private const int ModemControl = Com1 + 4;
    private const int LineStatus = Com1 + 5;
    private const int ModemStatus = Com1 + 6;
    private const int Scratch = Com1 + 7;

    private const int Out2 = 0x08;
    private const int Loopback = 0x10;

    private readonly TestBoard _board = new();

    private TestChannel Channel => _board.Channel("serial0");

    private bool Irq4 => _board.Net("irq4").Level;

    [Fact]
    public void It_powers_up_as_the_data_sheet_says()
    {
        Add();

        _board.In8(InterruptEnable).ShouldBe((byte)0x00);
        _board.In8(Identification).ShouldBe((byte)0x01);
        _board.In8(LineControl).ShouldBe((byte)0x00);
        _board.In8(ModemControl).ShouldBe((byte)0x00);
        _board.In8(LineStatus).ShouldBe((byte)0x60);
        _board.In8(ModemStatus).ShouldBe((byte)0xB0);
        Irq4.ShouldBeFalse();
    }

    [Fact]
    public void Polled_output_leaves_at_once()
    {
        Add();

        foreach (char character in "login:")
        {
            (_board.In8(LineStatus) & 0x20).ShouldBe(0x20);
            _board.Out8(Com1, character);
        }

        Channel.Text.ShouldBe("login:");
    }

    [Fact]
    public void Any_number_of_ports_share_the_class()
    {
        Add();
        _board.Add(new Uart16550(), "io=0x2F8,irq=3,channel=serial1");

        _board.Out8(0x2F8, 'x');
        _board.Out8(0x2F8 + 4, Out2);
        _board.Out8(0x2F8 + 1, 0x02);

        _board.Channel("serial1").Text.ShouldBe("x");
        Channel.Text.ShouldBe("");
        _board.Net("irq3").Level.ShouldBeTrue();
        Irq4.ShouldBeFalse();
    }

    [Fact]
    public void The_divisor_hides_data_and_interrupt_enable()
    {
        Add();
        _board.Out8(InterruptEnable, 0x0F);

        _board.Out8(LineControl, 0x83);
        _board.Out8(Com1, 0x01);
        _board.Out8(InterruptEnable, 0x02);
        (_board.In8(Com1), _board.In8(InterruptEnable)).ShouldBe(((byte)0x01, (byte)0x02));
        _board.Out8(LineControl, 0x03);

        _board.In8(InterruptEnable).ShouldBe((byte)0x0F);
        Channel.Output.ShouldBeEmpty();
    }

    [Fact]
    public void Scratch_and_unused_bits()
    {
        Add();
        _board.Out8(Scratch, 0xA5);
        _board.Out8(InterruptEnable, 0xFF);
        _board.Out8(ModemControl, 0xEF);

        _board.In8(Scratch).ShouldBe((byte)0xA5);
        _board.In8(InterruptEnable).ShouldBe((byte)0x0F);
        _board.In8(ModemControl).ShouldBe((byte)0x0F);
    }

    [Fact]
    public void Without_FIFOs_one_byte_is_taken_at_a_time_and_none_is_lost()
    {
        Add();
        Channel.Send("abc");

        Channel.Waiting.ShouldBe(2);
        (_board.In8(LineStatus) & 1).ShouldBe(1);
        _board.In8(Com1).ShouldBe((byte)'a');
        Channel.Waiting.ShouldBe(1);
        ReadAll().ShouldBe("bc");
        (_board.In8(LineStatus) & 1).ShouldBe(0);
    }

    [Fact]
    public void With_FIFOs_sixteen_bytes_are_taken_and_none_is_lost()
    {
        Add();
        _board.Out8(FifoControl, 0x01);
        string text = string.Concat(Enumerable.Range(0, 100).Select(i => (char)(' ' + (i % 64))));

        Channel.Send(text);

        Channel.Waiting.ShouldBe(84);
        ReadAll().ShouldBe(text);
        (_board.In8(LineStatus) & 0x02).ShouldBe(0);
    }

    [Fact]
    public void The_received_data_interrupt_waits_for_the_trigger_level()
    {
        Add();
        _board.Out8(FifoControl, 0x81); // 8
        Enable(0x01);
        Channel.Send("1234567");
        Irq4.ShouldBeFalse();
        _board.In8(Identification).ShouldBe((byte)0xC1);

        Channel.Send("8");

        Irq4.ShouldBeTrue();
        _board.In8(Identification).ShouldBe((byte)0xC4);
        _ = _board.In8(Com1);
        Irq4.ShouldBeFalse();
    }

    [Fact]
    public void Data_below_the_trigger_level_times_out_after_four_characters()
    {
        Add();
        _board.Out8(LineControl, 0x83);
        _board.Out8(Com1, 0x01); // 115200 8N1: 86.8 microseconds a character
        _board.Out8(LineControl, 0x03);
        _board.Out8(FifoControl, 0xC1);
        Enable(0x01);
        Channel.Send("ab");

        _board.Advance(347_219);
        Irq4.ShouldBeFalse();
        _board.Advance(1);
        Irq4.ShouldBeTrue();
        _board.In8(Identification).ShouldBe((byte)0xCC);
        _ = _board.In8(Com1);
        Irq4.ShouldBeFalse();
        _board.Advance(347_220);
        Irq4.ShouldBeTrue();
        _ = _board.In8(Com1);

        Irq4.ShouldBeFalse();
        _board.Clock.NextDeadline.ShouldBeNull();
    }

    [Fact]
    public void A_timeout_stays_announced_until_a_character_is_read_although_more_come()
    {
        Add();
        _board.Out8(FifoControl, 0x81); // 8
        Enable(0x01);
        Channel.Send("ab");
        _board.Advance(100_000_000);
        Irq4.ShouldBeTrue();

        Channel.Send("c");

        Irq4.ShouldBeTrue();
        _board.In8(Identification).ShouldBe((byte)0xCC);
        Channel.Send("defgh");
        _board.In8(Identification).ShouldBe((byte)0xC4);
        _ = _board.In8(Com1);
        Irq4.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0x01, 1)]
    [InlineData(0x41, 4)]
    [InlineData(0x81, 8)]
    [InlineData(0xC1, 14)]
    public void Every_trigger_level_interrupts_at_its_count_and_ends_below_it(int fifoControl, int level)
    {
        Add();
        _board.Out8(FifoControl, fifoControl);
        Enable(0x01);
        for (int count = 1; count <= 16; count++)
        {
            Channel.Send("x");
            Irq4.ShouldBe(count >= level);
        }

        for (int count = 15; count >= 0; count--)
        {
            _ = _board.In8(Com1);
            Irq4.ShouldBe(count >= level);
            (_board.In8(LineStatus) & 1).ShouldBe(count > 0 ? 1 : 0);
        }
    }

    [Fact]
    public void The_transmitter_interrupt_comes_when_enabled_and_after_each_byte_and_IIR_ends_it()
    {
        Add();
        Enable(0x02);
        Irq4.ShouldBeTrue();
        _board.In8(Identification).ShouldBe((byte)0x02);
        Irq4.ShouldBeFalse();
        _board.In8(Identification).ShouldBe((byte)0x01);

        _board.Out8(Com1, 'a');
        Irq4.ShouldBeTrue();
        _board.Out8(Com1, 'b');
        Irq4.ShouldBeTrue();

        _board.Net("irq4").Edges.ShouldBe([true, false, true, false, true]);
    }

    [Fact]
    public void Linux_tests_that_enabling_the_transmitter_interrupt_twice_works_twice()
    {
        Add();
        for (int i = 0; i < 2; i++)
        {
            _board.Out8(InterruptEnable, 0x02);
            (_board.In8(Identification) & 0x0F).ShouldBe(0x02);
            _board.Out8(InterruptEnable, 0x00);
        }
    }

    [Fact]
    public void Interrupts_are_reported_by_priority()
    {
        Add();
        _board.Out8(ModemControl, Loopback);
        _board.Out8(Com1, 'a');
        _board.Out8(Com1, 'b'); // overruns
        _board.Out8(ModemControl, Loopback | 0x01);
        _board.Out8(InterruptEnable, 0x0F);

        _board.In8(Identification).ShouldBe((byte)0x06);
        (_board.In8(LineStatus) & 0x03).ShouldBe(0x03);
        _board.In8(Identification).ShouldBe((byte)0x04);
        _board.In8(Com1).ShouldBe((byte)'b');
        _board.In8(Identification).ShouldBe((byte)0x02);
        _board.In8(Identification).ShouldBe((byte)0x00);
        (_board.In8(ModemStatus) & 0x0F).ShouldNotBe(0);
        _board.In8(Identification).ShouldBe((byte)0x01);
    }

    [Fact]
    public void OUT2_gates_the_interrupt_line()
    {
        Add();
        _board.Out8(InterruptEnable, 0x02);
        Irq4.ShouldBeFalse();

        _board.Out8(ModemControl, Out2);
        Irq4.ShouldBeTrue();
        _board.Out8(ModemControl, Out2 | Loopback);

        Irq4.ShouldBeFalse();
    }

    [Fact]
    public void Loopback_turns_output_into_input_and_keeps_the_cable_out()
    {
        Add();
        _board.Out8(FifoControl, 0x01);
        _board.Out8(ModemControl, Loopback);
        _board.Out8(Com1, 'x');
        Channel.Send("outside");

        ReadAll().ShouldBe("x");
        Channel.Output.ShouldBeEmpty();
        _board.Out8(ModemControl, 0);

        ReadAll().ShouldBe("outside");
    }

    [Fact]
    public void Loopback_with_full_FIFOs_loses_the_newest()
    {
        Add();
        _board.Out8(FifoControl, 0x01);
        _board.Out8(ModemControl, Loopback);
        for (int i = 0; i < 17; i++)
        {
            _board.Out8(Com1, 'a' + i);
        }

        (_board.In8(LineStatus) & 0x02).ShouldBe(0x02);
        (_board.In8(LineStatus) & 0x02).ShouldBe(0);
        ReadAll().ShouldBe("abcdefghijklmnop");
    }

    [Theory]
    [InlineData(0x01, 0x20)]
    [InlineData(0x02, 0x10)]
    [InlineData(0x04, 0x40)]
    [InlineData(0x08, 0x80)]
    public void Loopback_feeds_modem_outputs_to_the_inputs(int output, int input)
    {
        Add();
        _board.Out8(ModemControl, Loopback);
        _ = _board.In8(ModemStatus);

        _board.Out8(ModemControl, Loopback | output);

        (_board.In8(ModemStatus) & 0xF0).ShouldBe(input);
    }

    [Fact]
    public void Modem_changes_are_remembered_and_RI_only_when_it_falls()
    {
        Add();
        _board.Out8(ModemControl, Loopback | 0x0F); // CTS, DSR and DCD stay, RI rises
        _board.In8(ModemStatus).ShouldBe((byte)0xF0);

        _board.Out8(ModemControl, Loopback | 0x0A); // DTR and OUT1 fall: DSR and RI
        _board.In8(ModemStatus).ShouldBe((byte)0x96);

        _board.In8(ModemStatus).ShouldBe((byte)0x90);
    }

    [Fact]
    public void FIFO_control_clears_and_switching_clears_too()
    {
        Add();
        _board.Out8(FifoControl, 0x01);
        Channel.Send("abc");
        _board.Out8(FifoControl, 0x03);
        (_board.In8(LineStatus) & 1).ShouldBe(0);
        Channel.Send("def");
        _board.Out8(FifoControl, 0x02); // off; bits without bit 0 count for nothing but the switch clears

        (_board.In8(LineStatus) & 1).ShouldBe(0);
        _board.In8(Identification).ShouldBe((byte)0x01);
    }

    [Fact]
    public void Paced_output_takes_the_time_of_its_bits()
    {
        Add("paced=true");
        _board.Out8(LineControl, 0x83);
        _board.Out8(Com1, 0x0C); // 9600 8N1: 1.0417 milliseconds a character
        _board.Out8(LineControl, 0x03);
        Enable(0x02);
        _ = _board.In8(Identification);
        _board.Out8(Com1, 'a');
        Irq4.ShouldBeTrue(); // the holding register is free again, the shift register is not
        _board.In8(LineStatus).ShouldBe((byte)0x20);
        _board.Out8(Com1, 'b');
        Irq4.ShouldBeFalse();
        _board.In8(LineStatus).ShouldBe((byte)0x00);

        _board.Advance(1_041_665);
        Channel.Text.ShouldBe("");
        _board.Advance(1);
        Channel.Text.ShouldBe("a");
        Irq4.ShouldBeTrue();
        _board.In8(LineStatus).ShouldBe((byte)0x20);
        _board.Advance(1_041_667);

        Channel.Text.ShouldBe("ab");
        _board.In8(LineStatus).ShouldBe((byte)0x60);
    }

    [Fact]
    public void Paced_output_holds_sixteen_bytes_and_FIFO_control_drops_them()
    {
        Add("paced=true");
        _board.Out8(FifoControl, 0x01);
        for (int i = 0; i < 17; i++)
        {
            _board.Out8(Com1, 'a' + i);
        }

        _board.Advance(1_000_000_000);
        Channel.Text.ShouldBe("abcdefghijklmnopq");
        _board.Out8(Com1, 'x');
        _board.Out8(Com1, 'y');
        _board.Out8(FifoControl, 0x05);
        _board.Advance(1_000_000_000);

        Channel.Text.ShouldBe("abcdefghijklmnopqx");
    }

    [Theory]
    [InlineData(ResetKind.Init, 0x0B)]
    [InlineData(ResetKind.Hard, 0x00)]
    public void A14_Only_a_system_reset_resets_the_port(ResetKind kind, int modemControl)
    {
        Add();
        _board.Out8(ModemControl, 0x0B);
        _board.Out8(InterruptEnable, 0x02);

        _board.Reset(kind);

        _board.In8(ModemControl).ShouldBe((byte)modemControl);
        Irq4.ShouldBe(kind == ResetKind.Init);
    }

    [Fact]
    public void A_loaded_state_goes_on_with_full_FIFOs_and_a_byte_on_its_way()
    {
        Add("paced=true");
        _board.Out8(FifoControl, 0xC1);
        Enable(0x01);
        Channel.Send("input");
        _board.Out8(Com1, 'x');
        _board.Out8(Com1, 'y');
        _board.Advance(500_000);
        TestBoard copy = new();
        copy.Add(new Uart16550(), "paced=true");

        copy.LoadFrom(_board);
        copy.Clock.NextDeadline.ShouldBe(_board.Clock.NextDeadline);
        copy.Advance(1_000_000_000);

        copy.Channel("serial0").Text.ShouldBe("xy");
        copy.Net("irq4").Level.ShouldBeTrue();
        copy.In8(Identification).ShouldBe((byte)0xCC);
        copy.In8(Com1).ShouldBe((byte)'i');
    }

    [Fact]
    public void Input_that_waits_in_the_channel_when_a_state_is_loaded_is_found()
    {
        Add();
        TestBoard copy = new();
        copy.Channel("serial0").Send("ab");
        copy.Add(new Uart16550());

        copy.LoadFrom(_board);
        copy.Boundary();

        copy.In8(Com1).ShouldBe((byte)'b'); // the first was in the register that the load replaced
    }

    private void Add(string parameters = "") => _board.Add(new Uart16550(), parameters);

    private void Enable(int interrupts)
    {
        _board.Out8(ModemControl, Out2);
        _board.Out8(InterruptEnable, interrupts);
    }

    private string ReadAll()
    {
        List<char> characters = [];
        while ((_board.In8(LineStatus) & 1) != 0)
        {
            characters.Add((char)_board.In8(Com1));
        }

        return string.Concat(characters);
    }
}
