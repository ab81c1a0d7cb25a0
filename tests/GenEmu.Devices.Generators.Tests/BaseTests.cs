using GenEmu.Abstractions;
using GenEmu.Devices.Generators.Tests.Support;

namespace GenEmu.Devices.Generators.Tests;

/// <summary>Named bases: set by configuration, moved and switched at run time.</summary>
public sealed class BaseTests
{
    // The port 0 moves, 1 switches, 4 to 6 are the registers of the movable part.
    private const string Movable = """
        [Device("test.bar")] [PortBase("bar-0", 0x300, Enabled = false)] [MmioBase("window", 0x10000)] public sealed partial class D
        {
            [PortWrite(0)] private void Move(ushort value) { MoveBar0(value); MoveWindow((ulong)value << 16); }
            [PortWrite(2)] private void Switch(byte value) { EnableBar0(value != 0); EnableWindow(value != 0); }
            [PortRead(4, Base = "bar-0")] private byte A() => 1;
            [PortRead(5, Base = "bar-0")] private ValueTask<byte> B() => new(2);
            [PortRead(6, Base = "bar-0")] private byte C() => 3;
            [MmioRead(8, Base = "window")] private uint Memory() => 4;
        }
        """;

    [Theory]
    [InlineData("", 0x3F8, 0xC0000u)]
    [InlineData("io=0x2F8,mmio=0xFEC00000", 0x2F8, 0xFEC00000u)]
    [InlineData("io=760", 760, 0xC0000u)]
    public void Configuration_sets_them(string parameters, int port, uint address)
    {
        using FakeHost host = new(
            DeviceCompiler.Create("""
                [Device("test.uart")] [PortBase("io", 0x3F8)] [MmioBase("mmio", 0xC0000)] public sealed partial class D
                {
                    [PortRead(Base = "io", Offset = 5)] private byte Status() => 0x60;
                    [MmioRead(4, Base = "mmio")] private byte Memory() => 0x61;
                }
                """),
            parameters);
        host.In8(port + 5).ShouldBe((byte)0x60);
        host.In8(port + 4).ShouldBe((byte)0xFF);
        host.MemoryBus.Read(address + 4, 1).ShouldBe(0x61UL);
    }

    [Fact]
    public void Move_takes_every_claim_along_and_Enable_switches_them()
    {
        using FakeHost host = new(DeviceCompiler.Create(Movable));
        host.In8(0x304).ShouldBe((byte)0xFF, "disabled from the start");
        host.MemoryBus.Read(0x10008, 4).ShouldBe(4UL);
        host.Out8(2, 1);
        (host.In8(0x304), host.In8(0x305), host.In8(0x306)).ShouldBe(((byte)1, (byte)2, (byte)3));
        host.Out16(0, 0x400);
        host.In8(0x304).ShouldBe((byte)0xFF);
        (host.In8(0x404), host.In8(0x405), host.In8(0x406)).ShouldBe(((byte)1, (byte)2, (byte)3));
        host.MemoryBus.Read(0x10008, 4).ShouldBe(0xFFFFFFFFUL);
        host.MemoryBus.Read(0x4000008, 4).ShouldBe(4UL);
        host.Out8(2, 0);
        host.In8(0x404).ShouldBe((byte)0xFF);
        host.MemoryBus.Read(0x4000008, 4).ShouldBe(0xFFFFFFFFUL);
    }

    [Fact]
    public void Move_to_where_a_register_would_not_fit_moves_nothing()
    {
        using FakeHost host = new(DeviceCompiler.Create(Movable));
        host.Out8(2, 1);
        Should.Throw<ArgumentOutOfRangeException>(() => host.Out16(0, 0xFFFA));
        host.In8(0x306).ShouldBe((byte)3);
        host.Out16(0, 0xFFF8);
        host.In8(0xFFFE).ShouldBe((byte)3);
    }

    [Theory]
    [InlineData("bar-0=0xFFFA", "parameter 'bar-0': at most 0xFFF9")]
    [InlineData("window=0xFFFFFFFFFFFFFFF8", "parameter 'window': at most 0xFFFFFFFFFFFFFFF4")]
    [InlineData("bar-0=0x10000", "parameter 'bar-0': '0x10000' is not a whole number")]
    public void A_configured_base_where_a_register_would_not_fit_is_an_error_that_says_what_would(string parameters, string message)
    {
        IDevice device = DeviceCompiler.Create(Movable);
        Should.Throw<DeviceConfigurationException>(() => new FakeHost(device, parameters)).Message.ShouldStartWith(message);
    }

    [Fact]
    public void The_highest_base_works()
    {
        using FakeHost host = new(DeviceCompiler.Create(Movable), "bar-0=0xFFF9,window=0xFFFFFFFFFFFFFFF0");
        host.Out8(2, 1);
        host.In8(0xFFFF).ShouldBe((byte)3);
    }
}
