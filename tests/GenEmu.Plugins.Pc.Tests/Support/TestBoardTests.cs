using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

public sealed class TestBoardTests
{
    private readonly TestBoard _board = new();

    [Fact]
    public void Timers_fire_in_order_of_deadline_then_of_arming()
    {
        List<(string, long)> fired = [];
        IDeviceTimer late = Timer("late");
        IDeviceTimer first = Timer("first");
        IDeviceTimer second = Timer("second");
        late.Arm(20);
        first.Arm(10);
        second.Arm(10);

        _board.Advance(30);

        fired.ShouldBe([("first", 10), ("second", 10), ("late", 20)]);
        _board.Clock.Now.ShouldBe(30);

        IDeviceTimer Timer(string name) => _board.Clock.CreateTimer(() => fired.Add((name, _board.Clock.Now)));
    }

    [Fact]
    public void A_wire_is_high_while_any_driver_holds_it_high()
    {
        IWire one = _board.Net("irq5").Connect();
        IWire two = _board.Net("irq5").Connect();
        List<bool> heard = [];
        one.Listen(heard.Add);

        one.Set(true);
        two.Set(true);
        one.Set(false);
        two.Set(false);

        heard.ShouldBe([true, false]);
    }

    [Fact]
    public void Accesses_are_split_by_the_claims_widths()
    {
        Recorder bytes = new();
        Recorder dwords = new();
        IPortMap ports = _board.PortMap.For("test");
        _ = ports.Claim(new PortClaim { Base = 0xCF9 }, bytes);
        _ = ports.Claim(new PortClaim { Base = 0xCF8, Length = 4, Widths = AccessWidths.Dword }, dwords);

        _board.Out32(0xCF8, 0x11223344);
        _board.Out16(0xCF8, 0x5566);

        dwords.Writes.ShouldBe([(0xCF8, 4, 0x11223344u)]);
        bytes.Writes.ShouldBe([(0xCF9, 1, 0x55u)]);
        _board.In16(0xCF8).ShouldBe((ushort)0x42FF);
    }

    [Fact]
    public void Overlapping_claims_of_one_priority_are_an_error()
    {
        _ = _board.PortMap.For("a").Claim(new PortClaim { Base = 0x60, Length = 5 }, new Recorder());

        ClaimOverlapException error = Should.Throw<ClaimOverlapException>(() => _board.PortMap.For("b").Claim(new PortClaim { Base = 0x61 }, new Recorder()));

        error.Message.ShouldContain("'b'");
        error.Message.ShouldContain("'a'");
    }

    private sealed class Recorder : IPortDevice
    {
        public List<(int Port, int Width, uint Value)> Writes { get; } = [];

        public uint ReadPort(PortAccess access) => 0x42;

        public void WritePort(PortAccess access, uint value) => Writes.Add((access.Port, access.Width, value));
    }
}
