using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

/// <summary>Waveforms are those of the 8254 data sheet, "Mode definitions", with the count written between two clock pulses.</summary>
public sealed class PitTests
{
    private const int Control = 0x43;

    private readonly TestBoard _board = new();
    private readonly Pit _pit = new();

    public PitTests() => _board.Add(_pit);

    private TestNet Irq0 => _board.Net("irq0");

    [Fact]
    public void Mode_0_raises_OUT_one_pulse_and_the_count_after_the_write()
    {
        Program(0, mode: 0, count: 4);

        Trace(0, 7).ShouldBe([(4, false), (3, false), (2, false), (1, false), (0, true), (0xFFFF, true), (0xFFFE, true)]);
    }

    [Fact]
    public void Mode_0_first_byte_of_a_new_count_stops_the_old_one()
    {
        Program(0, mode: 0, count: 4);
        Pulses(5);
        Irq0.Level.ShouldBeTrue();

        _board.Out8(0x40, 2);
        Irq0.Level.ShouldBeFalse();
        Pulses(10);
        Irq0.Level.ShouldBeFalse();
        _board.Out8(0x40, 0);

        Trace(0, 3).ShouldBe([(2, false), (1, false), (0, true)]);
    }

    [Fact]
    public void Mode_0_waits_while_the_gate_is_low_but_loads()
    {
        Gate2(false);
        Program(2, mode: 0, count: 3);

        Trace(2, 2).ShouldBe([(3, false), (3, false)]);
        Gate2(true);
        Trace(2, 3).ShouldBe([(2, false), (1, false), (0, true)]);
    }

    [Fact]
    public void Mode_1_is_a_one_shot_that_each_rising_gate_starts_again()
    {
        Gate2(false);
        Program(2, mode: 1, count: 3);
        Pulses(5);
        State(2).ShouldBe((0, true));

        Gate2(true);
        Trace(2, 2).ShouldBe([(3, false), (2, false)]);
        Gate2(false); // the level does not matter
        Gate2(true);

        Trace(2, 4).ShouldBe([(3, false), (2, false), (1, false), (0, true)]);
    }

    [Fact]
    public void Mode_1_takes_a_new_count_at_the_next_trigger()
    {
        Gate2(false);
        Program(2, mode: 1, count: 2);
        Gate2(true);
        Pulses(1);
        WriteCount(2, 4);

        Trace(2, 2).ShouldBe([(1, false), (0, true)]);
        Gate2(false);
        Gate2(true);
        Trace(2, 2).ShouldBe([(4, false), (3, false)]);
    }

    [Fact]
    public void Mode_2_is_low_for_one_pulse_of_each_period()
    {
        Program(0, mode: 2, count: 3);

        Trace(0, 7).ShouldBe([(3, true), (2, true), (1, false), (3, true), (2, true), (1, false), (3, true)]);
    }

    [Fact]
    public void Mode_2_takes_a_new_count_at_the_end_of_the_period()
    {
        Program(0, mode: 2, count: 4);
        Pulses(2);
        WriteCount(0, 5);

        Trace(0, 8).ShouldBe([(2, true), (1, false), (5, true), (4, true), (3, true), (2, true), (1, false), (5, true)]);
    }

    [Fact]
    public void Mode_2_rising_gate_starts_the_period_again()
    {
        Program(2, mode: 2, count: 3, gate: true);
        Pulses(3);
        State(2).ShouldBe((1, false));

        Gate2(false);
        State(2).ShouldBe((1, true)); // a low gate raises OUT at once
        Pulses(5);
        State(2).ShouldBe((1, true));
        Gate2(true);

        Trace(2, 4).ShouldBe([(3, true), (2, true), (1, false), (3, true)]);
    }

    [Fact]
    public void Mode_3_halves_an_even_count()
    {
        Program(0, mode: 3, count: 4);

        Trace(0, 9).ShouldBe([(4, true), (2, true), (4, false), (2, false), (4, true), (2, true), (4, false), (2, false), (4, true)]);
    }

    [Fact]
    public void Mode_3_is_high_one_pulse_longer_with_an_odd_count()
    {
        Program(0, mode: 3, count: 5);

        Trace(0, 11).ShouldBe([(4, true), (2, true), (0, true), (4, false), (2, false), (4, true), (2, true), (0, true), (4, false), (2, false), (4, true)]);
    }

    [Fact]
    public void Mode_3_takes_a_new_count_at_the_end_of_the_half_period()
    {
        Program(0, mode: 3, count: 6);
        Pulses(1);
        WriteCount(0, 4);

        Trace(0, 6).ShouldBe([(4, true), (2, true), (4, false), (2, false), (4, true), (2, true)]);
    }

    [Fact]
    public void Mode_3_gate_raises_OUT_and_starts_again()
    {
        Program(2, mode: 3, count: 4, gate: true);
        Pulses(3);
        State(2).ShouldBe((4, false));

        Gate2(false);
        State(2).Out.ShouldBeTrue();
        Pulses(3);
        Gate2(true);

        Trace(2, 3).ShouldBe([(4, true), (2, true), (4, false)]);
    }

    [Fact]
    public void Mode_4_strobes_once_and_counts_on()
    {
        Program(0, mode: 4, count: 2);
        State(0).Out.ShouldBeTrue();

        Trace(0, 5).ShouldBe([(2, true), (1, true), (0, false), (0xFFFF, true), (0xFFFE, true)]);
        Pulses(0xFFFE);
        State(0).ShouldBe((0, true));
    }

    [Fact]
    public void Mode_4_starts_again_with_every_count()
    {
        Program(0, mode: 4, count: 3);
        Pulses(2);
        WriteCount(0, 2);

        Trace(0, 4).ShouldBe([(2, true), (1, true), (0, false), (0xFFFF, true)]);
    }

    [Fact]
    public void Mode_5_strobes_after_a_rising_gate()
    {
        Gate2(false);
        Program(2, mode: 5, count: 2);
        Pulses(4);
        State(2).Out.ShouldBeTrue();

        Gate2(true);
        Gate2(false);

        Trace(2, 4).ShouldBe([(2, true), (1, true), (0, false), (0xFFFF, true)]);
    }

    [Theory]
    [InlineData(6, 2)]
    [InlineData(7, 3)]
    public void Modes_6_and_7_are_2_and_3(int mode, int same)
    {
        Program(0, mode, count: 4);
        (int, bool)[] trace = Trace(0, 9);
        Program(0, same, count: 4);

        Trace(0, 9).ShouldBe(trace);
    }

    [Theory]
    [InlineData(0, 0x10000)]
    [InlineData(1, 10000)]
    public void A_count_of_0_is_the_largest(int bcd, int pulses)
    {
        Program(0, mode: 0, count: 0, bcd);

        Pulses(pulses);
        Irq0.Level.ShouldBeFalse();
        Pulses(1);
        Irq0.Level.ShouldBeTrue();
    }

    [Fact]
    public void BCD_counts_in_decimal_digits()
    {
        Program(0, mode: 2, count: 0x1000, bcd: 1);

        Pulses(2);
        State(0).ShouldBe((0x0999, true));
        Pulses(998);
        State(0).ShouldBe((0x0001, false));
        Pulses(1);
        State(0).ShouldBe((0x1000, true));
    }

    [Fact]
    public void Access_of_the_low_byte_only_clears_the_high_one_and_the_other_way_round()
    {
        _board.Out8(Control, 0x10);
        _board.Out8(0x40, 0x34);
        Pulses(1);
        _board.In8(0x40).ShouldBe((byte)0x34);

        _board.Out8(Control, 0x20);
        _board.Out8(0x40, 0x12);
        Pulses(1);
        _board.In8(0x40).ShouldBe((byte)0x12);
        Pulses(1);
        _board.In8(0x40).ShouldBe((byte)0x11);
    }

    [Fact]
    public void A_latched_count_waits_for_both_bytes_and_a_second_latch_is_ignored()
    {
        Program(0, mode: 2, count: 0x1000);
        Pulses(1);
        _board.Out8(Control, 0x00);
        Pulses(0x123);
        _board.Out8(Control, 0x00);

        _board.In8(0x40).ShouldBe((byte)0x00);
        Pulses(1);
        _board.In8(0x40).ShouldBe((byte)0x10);
        _board.In8(0x40).ShouldBe((byte)0xDC);
        _board.In8(0x40).ShouldBe((byte)0x0E);
    }

    [Fact]
    public void Without_a_latch_each_byte_is_of_its_own_instant()
    {
        Program(0, mode: 2, count: 0x0200);
        Pulses(1);

        _board.In8(0x40).ShouldBe((byte)0x00);
        Pulses(1);
        _board.In8(0x40).ShouldBe((byte)0x01);
    }

    [Fact]
    public void Read_back_gives_status_before_count_and_of_several_counters_at_once()
    {
        Program(0, mode: 2, count: 0x1000);
        Program(2, mode: 0, count: 0x10);
        Pulses(1);
        WriteCount(0, 0x2000);
        _board.Out8(Control, 0xC2 | 0x08); // status and count of counters 0 and 2
        Pulses(7);

        _board.In8(0x40).ShouldBe((byte)(0x80 | 0x40 | 0x34));
        _board.In8(0x40).ShouldBe((byte)0x00);
        _board.In8(0x40).ShouldBe((byte)0x10);
        _board.In8(0x40).ShouldBe((byte)0xF9); // nothing is latched any more
        _board.In8(0x42).ShouldBe((byte)0x30);
        _board.In8(0x42).ShouldBe((byte)0x10);
    }

    [Fact]
    public void The_null_count_flag_falls_when_the_count_is_taken_over()
    {
        Program(0, mode: 2, count: 10);
        (Status(0) & 0x40).ShouldBe(0x40);
        Pulses(1);
        (Status(0) & 0x40).ShouldBe(0);

        WriteCount(0, 20);
        Pulses(9);
        (Status(0) & 0x40).ShouldBe(0x40);
        Pulses(1);
        (Status(0) & 0x40).ShouldBe(0);
    }

    [Fact]
    public void The_control_word_alone_sets_OUT_and_stops_the_counter()
    {
        Program(0, mode: 2, count: 10);
        Pulses(10);
        Irq0.Level.ShouldBeFalse();

        _board.Out8(Control, 0x34);
        Irq0.Level.ShouldBeTrue();
        Pulses(100);
        Irq0.Level.ShouldBeTrue();

        _board.Out8(Control, 0x30);
        Irq0.Level.ShouldBeFalse();
    }

    [Fact]
    public void IRQ0_gets_its_edges_at_their_exact_instants()
    {
        List<(bool, long)> edges = [];
        _board.Net("irq0").Connect().Listen(level => edges.Add((level, _board.Clock.Now)));
        Program(0, mode: 2, count: 11932);

        edges.Clear();
        _board.Advance(20_100_000);

        edges.ShouldBe([(false, TimeOf(11932)), (true, TimeOf(11933)), (false, TimeOf(23864)), (true, TimeOf(23865))]);
    }

    [Fact]
    public void A_late_look_misses_no_edge()
    {
        Program(0, mode: 2, count: 100);
        Irq0.Edges.Clear();
        _board.Clock.JumpTo(TimeOf(250)); // the machine comes to a boundary only now

        _ = _board.In8(0x40);

        Irq0.Edges.ShouldBe([false, true, false, true]);
    }

    [Fact]
    public void A_count_of_1_in_the_periodic_modes_does_not_flood_the_machine()
    {
        Program(0, mode: 2, count: 1);
        Pulses(2);
        _board.Clock.NextDeadline.ShouldBeNull();
        Program(0, mode: 3, count: 1);
        Pulses(2);
        _board.Clock.NextDeadline.ShouldBeNull();
    }

    [Theory]
    [InlineData(ResetKind.Init, true)]
    [InlineData(ResetKind.Hard, false)]
    public void A14_Only_a_system_reset_stops_the_timers(ResetKind kind, bool running)
    {
        Program(0, mode: 2, count: 100);
        Pulses(10);

        _board.Reset(kind);

        (_board.Clock.NextDeadline is not null).ShouldBe(running);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_loaded_state_goes_on_in_the_middle_of_everything(int mode)
    {
        Program(0, mode, count: 0x1235);
        Pulses(0x17);
        _board.Out8(Control, 0x00);
        _ = _board.In8(0x40); // half of a latched count
        _board.Out8(0x41, 0x11);
        TestBoard copy = new();
        copy.Add(new Pit());

        copy.LoadFrom(_board);

        foreach (TestBoard board in new[] { _board, copy })
        {
            board.Net("irq0").Edges.Clear();
        }

        copy.In8(0x40).ShouldBe(_board.In8(0x40));
        for (int i = 0; i < 40; i++)
        {
            _board.Advance(373_331);
            copy.Advance(373_331);
            copy.In8(0x40).ShouldBe(_board.In8(0x40));
        }

        copy.Net("irq0").Edges.ShouldBe(_board.Net("irq0").Edges);
        copy.Net("irq0").Level.ShouldBe(_board.Net("irq0").Level);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Jumping_and_stepping_come_to_the_same_state(int seed)
    {
        Random random = new(seed);
        TestBoard stepped = new();
        Pit steppedPit = stepped.Add(new Pit());
        for (int i = 0; i < 3000; i++)
        {
            int action = random.Next(4);
            int value = random.Next(12);
            foreach ((TestBoard board, Pit pit) in new[] { (_board, _pit), (stepped, steppedPit) })
            {
                switch (action)
                {
                    case 0:
                        board.Out8(Control, 0x80 | 0x30 | (value % 6 << 1) | (value & 1));
                        break;
                    case 1:
                        board.Out8(0x42, value);
                        break;
                    case 2:
                        ((IPitChannel2)pit).SetGate((value & 1) != 0);
                        break;
                }
            }

            long time = value * 838;
            _board.Advance(time);
            for (long step = 0; step < time; step += 419)
            {
                stepped.Advance(419);
                _ = ((IPitChannel2)steppedPit).Out;
            }

            _board.Out8(Control, 0xC8);
            stepped.Out8(Control, 0xC8);
            (stepped.In8(0x42), stepped.In8(0x42), stepped.In8(0x42)).ShouldBe((_board.In8(0x42), _board.In8(0x42), _board.In8(0x42)), $"step {i}");
        }
    }

    private static long TimeOf(long pulses) => (long)((((Int128)pulses * 1_000_000_000) + 1_193_181) / 1_193_182);

    private void Program(int channel, int mode, int count, int bcd = 0, bool? gate = null)
    {
        if (gate is { } level)
        {
            Gate2(level);
        }

        _board.Out8(Control, (channel << 6) | 0x30 | (mode << 1) | bcd);
        WriteCount(channel, count);
    }

    private void WriteCount(int channel, int count)
    {
        _board.Out8(0x40 + channel, count & 0xFF);
        _board.Out8(0x40 + channel, count >> 8);
    }

    private void Gate2(bool high) => ((IPitChannel2)_pit).SetGate(high);

    private void Pulses(long pulses)
    {
        long now = (long)((Int128)_board.Clock.Now * 1_193_182 / 1_000_000_000);
        _board.Advance(TimeOf(now + pulses) - _board.Clock.Now);
    }

    private (int Count, bool Out) State(int channel)
    {
        _board.Out8(Control, 0xC0 | (2 << channel));
        bool level = (_board.In8(0x40 + channel) & 0x80) != 0;
        return (_board.In8(0x40 + channel) | (_board.In8(0x40 + channel) << 8), level);
    }

    private byte Status(int channel)
    {
        _board.Out8(Control, 0xE0 | (2 << channel));
        return _board.In8(0x40 + channel);
    }

    private (int Count, bool Out)[] Trace(int channel, int pulses) => [.. Enumerable.Range(0, pulses).Select(_ =>
    {
        Pulses(1);
        return State(channel);
    })];
}
