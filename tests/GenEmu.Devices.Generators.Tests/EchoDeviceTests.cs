using GenEmu.Abstractions;
using GenEmu.Devices.Generators.Tests.Support;
using GenEmu.Plugins.Echo;

namespace GenEmu.Devices.Generators.Tests;

/// <summary>The teaching device does what its class comment says, for a demo guest relies on it.</summary>
public sealed class EchoDeviceTests : IDisposable
{
    private const int Io = 0x5E0;
    private const ulong Mmio = 0xFED1_C000;

    private readonly EchoDevice _device = new();
    private readonly FakeHost _host;

    public EchoDeviceTests() => _host = new FakeHost(_device);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Port_0_echoes_at_once()
    {
        _host.In8(Io).ShouldBe((byte)0);
        _host.Out8(Io, 0x42);
        _host.In8(Io).ShouldBe((byte)0x42);
    }

    [Fact]
    public async Task Port_1_stores_and_answers_inverted_after_the_latency()
    {
        ValueTask write = _host.PortBus.WriteAsync(Io + 1, 1, 0x0F);
        _host.Advance(999);
        write.IsCompleted.ShouldBeFalse();
        _host.Advance(1);
        write.IsCompleted.ShouldBeTrue();
        await write;
        ValueTask<ulong> read = _host.PortBus.ReadAsync(Io + 1, 1);
        _host.Advance(999);
        read.IsCompleted.ShouldBeFalse();
        _host.Advance(1);
        (await read).ShouldBe(0xF0UL);
    }

    [Fact]
    public void Port_2_raises_and_acknowledges_the_interrupt_and_counts()
    {
        _host.Wires["irq10"].Level.ShouldBeFalse();
        _host.Out8(Io + 2, 0);
        _host.Out8(Io + 2, 0);
        _host.Wires["irq10"].Level.ShouldBeTrue();
        _host.In8(Io + 2).ShouldBe((byte)2);
        _host.Wires["irq10"].Level.ShouldBeFalse();
    }

    [Fact]
    public void The_memory_window_has_a_scratch_register_and_counts_accesses()
    {
        _host.MemoryBus.Write(Mmio, 4, 0xDEADBEEF);
        _host.MemoryBus.Read(Mmio, 4).ShouldBe(0xDEADBEEFUL);
        _host.MemoryBus.Read(Mmio + 4, 4).ShouldBe(3UL);
        _host.MemoryBus.Read(Mmio + 4, 4).ShouldBe(4UL);
    }

    [Fact]
    public void Parameters_place_it()
    {
        using FakeHost host = new(new EchoDevice(), "io=0x100,mmio=0x80000000,irq=5,latency=1");
        host.Out8(0x102, 0);
        host.Wires["irq5"].Level.ShouldBeTrue();
        host.MemoryBus.Read(0x8000_0000, 4).ShouldBe(0UL);
        ValueTask<ulong> read = host.PortBus.ReadAsync(0x101, 1);
        host.Advance(1);
        read.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void Hard_reset_clears_it_and_INIT_does_not()
    {
        _host.Out8(Io, 1);
        _host.Out8(Io + 2, 0);
        _host.MemoryBus.Write(Mmio, 4, 2);
        ((IDevice)_device).Reset(ResetKind.Init);
        _host.In8(Io).ShouldBe((byte)1);
        _host.Wires["irq10"].Level.ShouldBeTrue();
        ((IDevice)_device).Reset(ResetKind.Hard);
        _host.In8(Io).ShouldBe((byte)0);
        _host.Wires["irq10"].Level.ShouldBeFalse();
        _host.In8(Io + 2).ShouldBe((byte)0);
        _host.MemoryBus.Read(Mmio, 4).ShouldBe(0UL);
    }

    [Fact]
    public void A_snapshot_brings_everything_back_wire_included()
    {
        _host.Out8(Io, 0x11);
        _host.Out8(Io + 2, 0);
        _host.MemoryBus.Write(Mmio, 4, 0x33);
        FakeState state = new();
        ((IStateful)_device).Save(state);

        EchoDevice other = new();
        using FakeHost host = new(other);
        ((IStateful)other).Load(state, 1);
        host.In8(Io).ShouldBe((byte)0x11);
        host.Wires["irq10"].Level.ShouldBeTrue();
        host.In8(Io + 2).ShouldBe((byte)1);
        host.MemoryBus.Read(Mmio, 4).ShouldBe(0x33UL);
    }
}
