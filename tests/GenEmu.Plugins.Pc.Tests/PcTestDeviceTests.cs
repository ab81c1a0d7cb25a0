using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class PcTestDeviceTests
{
    private const ulong Memory = 0xFF00_0000;

    private readonly TestBoard _board = new();

    public PcTestDeviceTests() => _board.Add(new PcTestDevice());

    [Fact]
    public void The_ports_are_one_doubleword_at_every_width()
    {
        _board.Out32(0xE0, 0x1234_5678);
        _board.In8(0xE1).ShouldBe((byte)0x56);
        _board.In16(0xE2).ShouldBe((ushort)0x1234);
        _board.In8(0xEB).ShouldBe((byte)0x12);
        _board.Out8(0xE9, 0xAA);
        _board.Out16(0xE2, 0xBBCC);
        _board.In32(0xE0).ShouldBe(0xBBCC_AA78u);
    }

    [Fact]
    public void Lines_follow_their_ports()
    {
        _board.Out8(0x200E, 1);
        _board.Net("irq14").Level.ShouldBeTrue();
        _board.Out8(0x200E, 0);
        _board.Net("irq14").Level.ShouldBeFalse();
        _board.Out8(0x2011, 1);
        _board.Net("pirqb").Level.ShouldBeTrue();
    }

    [Fact]
    public void Memory_keeps_what_is_written()
    {
        _board.MemoryMap.Write(Memory + 0xFFFC, 4, 0x1122_3344);
        _board.MemoryMap.Read(Memory + 0xFFFE, 2).ShouldBe(0x1122ul);
        _board.MemoryMap.Write(Memory + 0xFFFD, 1, 0xAA);
        _board.MemoryMap.Read(Memory + 0xFFFC, 4).ShouldBe(0x1122_AA44ul);
        _board.MemoryMap.Read(Memory, 1).ShouldBe(0ul);
    }

    [Fact]
    public void A_reset_clears_everything_and_INIT_nothing()
    {
        _board.Out32(0xE0, 5);
        _board.Out8(0x2005, 1);
        _board.Reset(ResetKind.Init);
        _board.In32(0xE0).ShouldBe(5u);
        _board.Net("irq5").Level.ShouldBeTrue();
        _board.Reset(ResetKind.Hard);
        _board.In32(0xE0).ShouldBe(0u);
        _board.Net("irq5").Level.ShouldBeFalse();
    }

    [Fact]
    public void A_loaded_state_drives_its_lines()
    {
        _board.Out8(0x2005, 1);
        _board.MemoryMap.Write(Memory, 1, 7);
        TestBoard copy = new();
        copy.Add(new PcTestDevice());
        copy.LoadFrom(_board);
        copy.Net("irq5").Level.ShouldBeTrue();
        copy.MemoryMap.Read(Memory, 1).ShouldBe(7ul);
    }
}
