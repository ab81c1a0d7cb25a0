using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class IoApicTests : IApicBus
{
    private const ulong Base = 0xFEC0_0000;
    private const uint Masked = 1 << 16;
    private const uint Level = 1 << 15;
    private const uint RemoteIrr = 1 << 14;

    private readonly TestBoard _board = new();
    private readonly IoApic _ioApic = new();
    private readonly List<ApicMessage> _sent = [];

    public IoApicTests()
    {
        _board.Provide<IApicBus>(this);
        _board.Add(_ioApic);
    }

    void IApicBus.Send(ApicMessage message) => _sent.Add(message);

    [Fact]
    public void Registers_after_a_reset()
    {
        Read(0).ShouldBe(0u);
        Read(1).ShouldBe(0x0017_0011u);
        for (int entry = 0; entry < 24; entry++)
        {
            Read(0x10 + (2 * entry)).ShouldBe(Masked);
            Read(0x11 + (2 * entry)).ShouldBe(0u);
        }

        Read(0x40).ShouldBe(0u);
        Read(0xFF).ShouldBe(0u);
    }

    [Fact]
    public void Writable_bits()
    {
        Write(0, 0xFFFF_FFFF);
        Read(0).ShouldBe(0x0F00_0000u);
        Read(2).ShouldBe(0x0F00_0000u);
        Write(1, 0);
        Read(1).ShouldBe(0x0017_0011u);
        Write(0x12, 0xFFFF_FFFF);
        Write(0x13, 0xFFFF_FFFF);
        Read(0x12).ShouldBe(0x0001_AFFFu);
        Read(0x13).ShouldBe(0xFF00_0000u);
    }

    [Theory]
    [InlineData("intr", 0)]
    [InlineData("irq0", 2)]
    [InlineData("irq1", 1)]
    [InlineData("irq9", 9)]
    [InlineData("irq15", 15)]
    [InlineData("pirqa", 16)]
    [InlineData("pirqd", 19)]
    public void Every_line_has_its_pin(string wire, int pin)
    {
        Program(pin, 0x31, destination: 3);
        _board.Net(wire).Connect().Set(true);
        _sent.ShouldBe([new ApicMessage(3, false, ApicDeliveryMode.Fixed, 0x31, false)]);
    }

    [Fact]
    public void An_edge_sends_once_and_is_lost_at_a_masked_pin()
    {
        IWire line = _board.Net("irq4").Connect();
        line.Set(true);
        Program(4, 0x34);
        _sent.ShouldBeEmpty();
        line.Set(false);
        line.Set(true);
        line.Set(true);
        _sent.Count.ShouldBe(1);
        (Read(0x18) & RemoteIrr).ShouldBe(0u);
    }

    [Fact]
    public void A_level_is_sent_again_after_its_end_as_long_as_it_is_there()
    {
        IWire line = _board.Net("pirqb").Connect();
        Program(17, 0x51 | Level);
        line.Set(true);
        _sent.ShouldBe([new ApicMessage(0, false, ApicDeliveryMode.Fixed, 0x51, true)]);
        (Read(0x10 + 34) & RemoteIrr).ShouldBe(RemoteIrr);
        line.Set(false);
        line.Set(true);
        _sent.Count.ShouldBe(1);

        _ioApic.EndInterrupt(0x52);                  // another's
        _sent.Count.ShouldBe(1);
        _ioApic.EndInterrupt(0x51);
        _sent.Count.ShouldBe(2);
        line.Set(false);
        _ioApic.EndInterrupt(0x51);
        _sent.Count.ShouldBe(2);
        (Read(0x10 + 34) & RemoteIrr).ShouldBe(0u);
    }

    [Fact]
    public void A_level_that_is_there_when_its_pin_is_unmasked_is_sent()
    {
        _board.Net("irq9").Connect().Set(true);
        Program(9, 0x39 | Level | Masked);
        _sent.ShouldBeEmpty();
        Program(9, 0x39 | Level);
        _sent.Count.ShouldBe(1);
    }

    [Fact]
    public void A_pin_that_becomes_edge_triggered_forgets_that_an_end_is_due()
    {
        _board.Net("irq9").Connect().Set(true);
        Program(9, 0x39 | Level);
        Program(9, 0x39 | Masked);
        (Read(0x10 + 18) & RemoteIrr).ShouldBe(0u);
    }

    [Fact]
    public void Mode_and_destination_go_into_the_message()
    {
        Program(5, 0x42 | (1 << 8) | (1 << 11), destination: 0xF0);
        _board.Net("irq5").Connect().Set(true);
        Program(6, 4 << 8);
        _board.Net("irq6").Connect().Set(true);
        _sent.ShouldBe([new ApicMessage(0xF0, true, ApicDeliveryMode.LowestPriority, 0x42, false), new ApicMessage(0, false, ApicDeliveryMode.Nmi, 0, false)]);
    }

    [Fact]
    public void A_loaded_state_goes_on()
    {
        _board.Net("irq9").Connect().Set(true);
        Program(9, 0x39 | Level);
        Write(0, 0x0500_0000);
        TestBoard copy = new();
        copy.Provide<IApicBus>(this);
        IoApic restored = copy.Add(new IoApic());
        copy.Net("irq9").Connect().Set(true);

        copy.LoadFrom(_board);

        copy.MemoryMap.Read(Base + 0x10, 4).ShouldBe(0x0500_0000u);
        restored.EndInterrupt(0x39);
        _sent.Count.ShouldBe(2);
    }

    [Fact]
    public void INIT_leaves_it_alone()
    {
        Program(4, 0x34);
        _board.Reset(ResetKind.Init);
        Read(0x18).ShouldBe(0x34u);
        _board.Reset(ResetKind.Hard);
        Read(0x18).ShouldBe(Masked);
    }

    private uint Read(int register)
    {
        _board.MemoryMap.Write(Base, 4, (uint)register);
        return (uint)_board.MemoryMap.Read(Base + 0x10, 4);
    }

    private void Write(int register, uint value)
    {
        _board.MemoryMap.Write(Base, 4, (uint)register);
        _board.MemoryMap.Write(Base + 0x10, 4, value);
    }

    private void Program(int pin, uint low, byte destination = 0)
    {
        Write(0x11 + (2 * pin), (uint)destination << 24);
        Write(0x10 + (2 * pin), low);
    }
}
