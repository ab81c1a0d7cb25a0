using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

/// <summary>Without firmware, the PIIX3 is handed over as firmware would: interrupts routed, and every function told its own.</summary>
public sealed class Piix3SetUpTests
{
    [Fact]
    public void Every_line_is_routed_and_every_pin_knows_where_to()
    {
        TestBoard board = new();
        Piix3 piix3 = new();
        board.AddAll(piix3, new I440fx(), new Card(4, pin: 1), new Card(5, pin: 1), new Card(6, pin: 0));

        ((IFirmwareSetUp)piix3).SetUp();

        board.Config32(1, 0, 0x60).ShouldBe(0x0B0B_0A0Au);
        board.Config8(4, 0, 0x3C).ShouldBe((byte)11);
        board.Config8(5, 0, 0x3C).ShouldBe((byte)10);
        board.Config8(6, 0, 0x3C).ShouldBe((byte)0);
        board.Net(((PciBus)board.Find<IPciBus>()!).InterruptWire(4, 1)).Connect().Set(true);
        board.Net("irq11").Level.ShouldBeTrue();
        board.Net("irq10").Level.ShouldBeFalse();
    }

    /// <summary>A function with an interrupt pin.</summary>
    private sealed class Card(int slot, int pin) : IDevice
    {
        private readonly byte[] _registers = new byte[PciConfigSpace.Size];
        private PciConfigSpace? _config;
        private IDeviceHost? _host;

        public void Attach(IDeviceHost host)
        {
            _host = host;
            _config = new PciConfigSpace(host, _registers, 0x0001_1234, 0xFF_0000);
            _config.Define(0x3D, 1, (uint)pin);
            _config.Reset();
        }

        public void Reset(ResetKind kind) => _host!.Find<IPciBus>()!.Add(slot, 0, _config!);
    }
}
