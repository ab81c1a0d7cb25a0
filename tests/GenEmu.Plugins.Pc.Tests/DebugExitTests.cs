using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class DebugExitTests
{
    private readonly TestBoard _board = new();

    [Fact]
    public void A_write_of_any_width_stops_with_twice_the_value_plus_one()
    {
        _board.Add(new DebugExit());

        _board.Out8(0xF4, 0);
        _board.Out16(0xF4, 0x10);
        _board.Out32(0xF4, 0x80);

        _board.Stops.Select(stop => stop.ExitCode).ShouldBe([1, 33, 1]);
        _board.Stops[1].Reason.ShouldContain("10h");
    }

    [Fact]
    public void The_port_can_be_moved()
    {
        _board.Add(new DebugExit(), "io=0x501");

        _board.Out8(0xF4, 1);
        _board.Stops.ShouldBeEmpty();
        _board.Out8(0x501, 1);

        _board.Stops.Single().ExitCode.ShouldBe(3);
    }

    [Fact]
    public void It_cannot_be_read()
    {
        _board.Add(new DebugExit());

        _board.In32(0xF4).ShouldBe(0xFFFFFFFF);
        _board.Stops.ShouldBeEmpty();
    }
}
