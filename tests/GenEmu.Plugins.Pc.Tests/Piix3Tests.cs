using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class Piix3Tests
{
    private readonly TestBoard _board = Board();
    private readonly IWire _pirqA;
    private readonly IWire _pirqC;

    public Piix3Tests() => (_pirqA, _pirqC) = (_board.Net("pirqa").Connect(), _board.Net("pirqc").Connect());

    [Fact]
    public void It_introduces_itself_as_a_multifunction_ISA_bridge()
    {
        _board.Config32(1, 0, 0x00).ShouldBe(0x7000_8086u);
        _board.Config32(1, 0, 0x08).ShouldBe(0x0601_0000u);
        _board.Config8(1, 0, 0x0E).ShouldBe((byte)0x80);
        _board.Config16(1, 0, 0x04).ShouldBe((ushort)0x0007);
        _board.Config32(1, 0, 0x60).ShouldBe(0x8080_8080u);
    }

    [Fact]
    public void A_routed_line_drives_its_interrupt_request()
    {
        _board.SetConfig8(1, 0, 0x60, 10);

        _pirqA.Set(true);
        _board.Net("irq10").Level.ShouldBeTrue();
        _pirqA.Set(false);
        _board.Net("irq10").Level.ShouldBeFalse();
    }

    [Fact]
    public void A_line_that_is_not_routed_drives_nothing()
    {
        _board.SetConfig8(1, 0, 0x60, 0x80 | 10);

        _pirqA.Set(true);

        _board.Net("irq10").Level.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(13)]
    public void Reserved_routes_drive_nothing(int irq)
    {
        _board.SetConfig8(1, 0, 0x60, irq);

        _pirqA.Set(true);

        _board.Net($"irq{irq}").Level.ShouldBeFalse();
    }

    [Fact]
    public void Lines_may_share_a_request()
    {
        _board.SetConfig8(1, 0, 0x60, 11);
        _board.SetConfig8(1, 0, 0x62, 11);
        _pirqA.Set(true);
        _pirqC.Set(true);

        _pirqA.Set(false);
        _board.Net("irq11").Level.ShouldBeTrue();
        _pirqC.Set(false);
        _board.Net("irq11").Level.ShouldBeFalse();
    }

    [Fact]
    public void A_new_route_moves_an_asserted_line()
    {
        _board.SetConfig8(1, 0, 0x60, 5);
        _pirqA.Set(true);

        _board.SetConfig8(1, 0, 0x60, 9);

        _board.Net("irq5").Level.ShouldBeFalse();
        _board.Net("irq9").Level.ShouldBeTrue();
    }

    [Fact]
    public void Only_the_route_and_its_enable_are_writable()
    {
        _board.SetConfig32(1, 0, 0x60, 0xFFFF_FFFF);

        _board.Config32(1, 0, 0x60).ShouldBe(0x8F8F_8F8Fu);
    }

    [Fact]
    public void A_hard_reset_takes_the_routes_away_and_INIT_does_not()
    {
        _board.SetConfig8(1, 0, 0x60, 10);
        _pirqA.Set(true);

        _board.Reset(ResetKind.Init);
        _board.Net("irq10").Level.ShouldBeTrue();

        _board.Reset(ResetKind.Hard);
        _board.Net("irq10").Level.ShouldBeFalse();
        _board.Config8(1, 0, 0x60).ShouldBe((byte)0x80);
    }

    [Fact]
    public void A_loaded_state_drives_the_requests_again()
    {
        _board.SetConfig8(1, 0, 0x60, 10);
        _pirqA.Set(true);
        TestBoard other = Board();

        other.LoadFrom(_board);

        other.Net("irq10").Level.ShouldBeTrue();
        other.Config8(1, 0, 0x60).ShouldBe((byte)10);
    }

    [Fact]
    public void Without_a_PCI_bus_it_says_what_is_missing() =>
        Should.Throw<DeviceConfigurationException>(() => new TestBoard().Add(new Piix3())).Message.ShouldContain("genemu.i440fx");

    private static TestBoard Board()
    {
        TestBoard board = new();
        board.AddAll(new Piix3(), new I440fx());
        return board;
    }
}
