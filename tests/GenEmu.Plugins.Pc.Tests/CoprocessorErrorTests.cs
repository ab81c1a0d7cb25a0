using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class CoprocessorErrorTests
{
    private readonly TestBoard _board = new();

    private readonly IWire _ferr;

    public CoprocessorErrorTests()
    {
        _board.Add(new CoprocessorError());
        _ferr = _board.Net("ferr").Connect();
    }

    [Fact]
    public void An_error_requests_IRQ_13_until_port_F0_is_written()
    {
        _ferr.Set(true);
        _board.Net("irq13").Level.ShouldBeTrue();

        _board.Out8(0xF0, 0);

        _board.Net("irq13").Level.ShouldBeFalse();
    }

    [Fact]
    public void The_write_asserts_IGNNE_until_the_error_is_cleared()
    {
        _board.Out8(0xF0, 0);
        _board.Net("ignne").Level.ShouldBeFalse();

        _ferr.Set(true);
        _board.Out8(0xF0, 0);
        _board.Net("ignne").Level.ShouldBeTrue();

        _ferr.Set(false);
        _board.Net("ignne").Level.ShouldBeFalse();
        _board.Net("irq13").Level.ShouldBeFalse();
    }

    [Fact]
    public void A_reset_forgets_the_request()
    {
        _ferr.Set(true);

        _board.Reset(ResetKind.Hard);

        _board.Net("irq13").Level.ShouldBeFalse();
    }
}
