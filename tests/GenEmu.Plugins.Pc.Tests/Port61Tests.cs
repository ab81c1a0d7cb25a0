using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class Port61Tests
{
    private readonly TestBoard _board = new();

    public Port61Tests() => _board.AddAll(new Port61(), new Pit());

    [Fact]
    public void Timer_2_runs_while_its_gate_is_open_and_shows_its_output()
    {
        _board.Out8(0x43, 0xB0); // mode 0: how firmware measures a delay
        _board.Out8(0x42, 0xA9);
        _board.Out8(0x42, 0x04); // 1193 pulses, 1 millisecond
        _board.Advance(2_000_000);
        (_board.In8(0x61) & 0x20).ShouldBe(0);

        _board.Out8(0x61, 0x01);
        _board.Advance(999_000);
        (_board.In8(0x61) & 0x20).ShouldBe(0);
        _board.Advance(2_000);

        (_board.In8(0x61) & 0x20).ShouldBe(0x20);
    }

    [Fact]
    public void The_low_four_bits_read_back()
    {
        _board.Out8(0x61, 0xFF);

        (_board.In8(0x61) & 0xCF).ShouldBe(0x0F);
    }

    [Fact]
    public void The_refresh_bit_toggles_every_15_microseconds()
    {
        List<long> toggles = [];
        int last = 0;
        for (int i = 0; i < 1000; i++)
        {
            int bit = _board.In8(0x61) & 0x10;
            if (bit != last)
            {
                toggles.Add(_board.Clock.Now);
                last = bit;
            }

            _board.Advance(100);
        }

        toggles.ShouldBe([15_100, 30_200, 45_300, 60_400, 75_500, 90_600]);
    }

    [Fact]
    public void Without_a_timer_the_port_still_answers()
    {
        TestBoard board = new();
        board.Add(new Port61());

        board.Out8(0x61, 0x03);

        board.In8(0x61).ShouldBe((byte)0x03);
    }

    [Theory]
    [InlineData(ResetKind.Init, 0x03)]
    [InlineData(ResetKind.Hard, 0x00)]
    public void A14_Only_a_system_reset_closes_the_gates(ResetKind kind, int control)
    {
        _board.Out8(0x61, 0x03);

        _board.Reset(kind);

        (_board.In8(0x61) & 0x0F).ShouldBe(control);
    }

    [Fact]
    public void A_loaded_state_keeps_the_gates()
    {
        _board.Out8(0x43, 0xB0);
        _board.Out8(0x42, 0x10);
        _board.Out8(0x42, 0x00);
        _board.Out8(0x61, 0x03);
        TestBoard copy = new();
        copy.AddAll(new Port61(), new Pit());

        copy.LoadFrom(_board);
        copy.Advance(20_000);

        (copy.In8(0x61) & 0x2F).ShouldBe(0x23);
    }
}
