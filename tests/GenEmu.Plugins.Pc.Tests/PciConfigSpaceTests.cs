using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

/// <summary>The configuration space that the device contract offers, in a function of the test's own.</summary>
public sealed class PciConfigSpaceTests : IDevice, IPortDevice, IMmioDevice
{
    private readonly TestBoard _board = new();
    private readonly byte[] _registers = new byte[PciConfigSpace.Size];
    private PciConfigSpace _config = null!;
    private IClaim _memory = null!;
    private IClaim _ports = null!;
    private IClaim _rom = null!;

    public PciConfigSpaceTests() => _board.Add(this, name: "card");

    [Fact]
    public void Writing_ones_to_a_base_address_tells_its_size_and_kind()
    {
        Write(0x10, 4, 0xFFFF_FFFF);
        Write(0x14, 4, 0xFFFF_FFFF);
        Write(0x18, 4, 0xFFFF_FFFF);
        Write(0x30, 4, 0xFFFF_FFFE);

        _config.ReadConfig(0x10, 4).ShouldBe(0xFFF0_0008u);
        _config.ReadConfig(0x14, 4).ShouldBe(0xFFFF_FFE1u);
        _config.ReadConfig(0x18, 4).ShouldBe(0u);
        _config.ReadConfig(0x30, 4).ShouldBe(0xFFFF_0000u);
    }

    [Fact]
    public void Memory_answers_at_its_base_address_while_the_command_register_lets_it()
    {
        Write(0x10, 4, 0xF010_0000);
        _memory.Enabled.ShouldBeFalse();

        Write(0x04, 2, 2);
        _memory.Enabled.ShouldBeTrue();
        _memory.Base.ShouldBe(0xF010_0000ul);

        Write(0x12, 2, 0xF020);
        _memory.Base.ShouldBe(0xF020_0000ul);
        Write(0x04, 2, 0);
        _memory.Enabled.ShouldBeFalse();
    }

    [Fact]
    public void Ports_answer_at_their_base_address_while_the_command_register_lets_them()
    {
        Write(0x04, 2, 1);
        _ports.Enabled.ShouldBeFalse();     // base 0 is no address

        Write(0x14, 4, 0xC000);
        _board.In8(0xC01F).ShouldBe((byte)0x42);
        Write(0x14, 4, 0x1_C000);           // a PC has 64 Ki ports
        _board.In8(0xC01F).ShouldBe((byte)0xFF);
    }

    [Fact]
    public void The_expansion_ROM_needs_its_own_enable_bit_too()
    {
        Write(0x04, 2, 2);
        Write(0x30, 4, 0xFEB0_0000);
        _rom.Enabled.ShouldBeFalse();

        Write(0x30, 4, 0xFEB0_0001);
        _rom.Enabled.ShouldBeTrue();
        _rom.Base.ShouldBe(0xFEB0_0000ul);
    }

    [Fact]
    public void A_place_that_is_taken_leaves_the_function_silent_and_is_logged()
    {
        _ = _board.PortMap.For("other").Claim(new PortClaim { Base = 0xC000 }, this);
        Write(0x14, 4, 0xC000);

        Write(0x04, 2, 1);
        _ports.Enabled.ShouldBeFalse();
        _board.Log.Lines.ShouldContain(line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("C001", StringComparison.Ordinal));

        Write(0x14, 4, 0xC020);
        _ports.Enabled.ShouldBeTrue();
    }

    [Fact]
    public void Status_errors_are_cleared_by_writing_ones()
    {
        _registers[0x07] = 0xF9;

        Write(0x06, 2, 0x2000);

        _registers[0x07].ShouldBe((byte)0xD9);
    }

    [Fact]
    public void Undefined_and_read_only_registers_ignore_writes()
    {
        Write(0x00, 4, 0xFFFF_FFFF);
        Write(0x40, 4, 0xFFFF_FFFF);

        _config.ReadConfig(0x00, 4).ShouldBe(0x5678_1234u);
        _config.ReadConfig(0x40, 4).ShouldBe(0u);
        _config.ReadConfig(0x08, 4).ShouldBe(0xFF00_0007u);
    }

    [Fact]
    public void Changes_are_told_once_and_only_if_there_are_any()
    {
        int told = 0;
        _config.Changed = () => told++;

        Write(0x3C, 1, 11);
        Write(0x3C, 1, 11);
        Write(0x00, 4, 11);

        told.ShouldBe(1);
    }

    [Fact]
    public void Reset_takes_all_addresses_away()
    {
        Write(0x14, 4, 0xC000);
        Write(0x04, 2, 5);
        _config.IsBusMaster.ShouldBeTrue();

        _config.Reset();

        _ports.Enabled.ShouldBeFalse();
        _config.IsBusMaster.ShouldBeFalse();
        _config.ReadConfig(0x14, 4).ShouldBe(1u);
    }

    [Fact]
    public void Sizes_that_no_register_can_describe_are_refused()
    {
        IMemoryMap map = _board.MemoryMap;

        Should.Throw<ArgumentException>(() => _config.AddMemory(3, map.Claim(new MmioClaim { Base = 0, Length = 24, Enabled = false }, this)));
        Should.Throw<ArgumentException>(() => _config.AddMemory(3, map.Claim(new MmioClaim { Base = 0, Length = 8, Enabled = false }, this)));
    }

    void IDevice.Attach(IDeviceHost host)
    {
        _config = new PciConfigSpace(host, _registers, 0x5678_1234, 0xFF_0000, revision: 7);
        _memory = host.MemoryMap.Claim(new MmioClaim { Base = 0, Length = 1 << 20, Enabled = false }, this);
        _ports = host.Ports.Claim(new PortClaim { Base = 0, Length = 32, Enabled = false }, this);
        _rom = host.MemoryMap.MapRom(new MemoryClaim { Base = 0, Length = 65536, Enabled = false }, new byte[65536]);
        _config.AddMemory(0, _memory, prefetchable: true);
        _config.AddPorts(1, _ports);
        _config.AddExpansionRom(_rom);
    }

    void IDevice.Reset(ResetKind kind) => _config.Reset();

    uint IPortDevice.ReadPort(PortAccess access) => 0x42;

    void IPortDevice.WritePort(PortAccess access, uint value) => throw new InvalidOperationException();

    ulong IMmioDevice.ReadMmio(MmioAccess access) => 0x42;

    void IMmioDevice.WriteMmio(MmioAccess access, ulong value) => throw new InvalidOperationException();

    private void Write(int offset, int width, uint value) => _config.WriteConfig(offset, width, value);
}
