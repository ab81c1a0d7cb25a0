using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class I440fxTests
{
    private readonly TestBoard _board = new();

    public I440fxTests() => _board.Add(new I440fx(), name: "bridge");

    [Fact]
    public void It_introduces_itself_as_the_host_bridge()
    {
        _board.Config32(0, 0, 0x00).ShouldBe(0x1237_8086u);
        _board.Config32(0, 0, 0x08).ShouldBe(0x0600_0002u);
        _board.Config16(0, 0, 0x04).ShouldBe((ushort)0x0006);
        _board.Config16(0, 0, 0x06).ShouldBe((ushort)0x0280);
        _board.Config8(0, 0, 0x0E).ShouldBe((byte)0);
        _board.Config8(0, 0, 0x72).ShouldBe((byte)0x02);
    }

    [Fact]
    public void The_address_register_is_a_doubleword_only()
    {
        _board.Out32(0xCF8, 0xFFFF_FFFF);

        _board.In32(0xCF8).ShouldBe(0x80FF_FFFCu);
        _board.PortMap.IsClaimed(0xCF9).ShouldBeFalse();
        _board.In8(0xCF8).ShouldBe((byte)0xFF);
        _board.In16(0xCF8).ShouldBe((ushort)0xFFFF);
        _board.Out8(0xCF8, 0);
        _board.In32(0xCF8).ShouldBe(0x80FF_FFFCu);
    }

    [Theory]
    [InlineData(0x0000_0000u)]     // not enabled
    [InlineData(0x8001_0000u)]     // bus 1
    [InlineData(0x8000_0100u)]     // function 1
    [InlineData(0x8000_F800u)]     // device 31
    public void Nobody_there_reads_as_ones(uint address)
    {
        _board.Out32(0xCF8, address);

        _board.In32(0xCFC).ShouldBe(uint.MaxValue);
        _board.Out32(0xCFC, 0x1234_5678);
        _board.Config32(0, 0, 0).ShouldBe(0x1237_8086u);
    }

    [Fact]
    public void Data_is_reached_byte_by_byte()
    {
        _board.Out32(0xCF8, 0x8000_0000);

        _board.In8(0xCFD).ShouldBe((byte)0x80);
        _board.In16(0xCFE).ShouldBe((ushort)0x1237);
    }

    [Theory]
    [InlineData(0x59, 4, 0xF_0000, 0x1_0000)]
    [InlineData(0x5A, 0, 0xC_0000, 0x4000)]
    [InlineData(0x5A, 4, 0xC_4000, 0x4000)]
    [InlineData(0x5B, 0, 0xC_8000, 0x4000)]
    [InlineData(0x5B, 4, 0xC_C000, 0x4000)]
    [InlineData(0x5C, 0, 0xD_0000, 0x4000)]
    [InlineData(0x5C, 4, 0xD_4000, 0x4000)]
    [InlineData(0x5D, 0, 0xD_8000, 0x4000)]
    [InlineData(0x5D, 4, 0xD_C000, 0x4000)]
    [InlineData(0x5E, 0, 0xE_0000, 0x4000)]
    [InlineData(0x5E, 4, 0xE_4000, 0x4000)]
    [InlineData(0x5F, 0, 0xE_8000, 0x4000)]
    [InlineData(0x5F, 4, 0xE_C000, 0x4000)]
    public void A_PAM_nibble_switches_reads_and_writes_of_one_piece(int register, int shift, int start, int length)
    {
        TestRegion piece = Window((ulong)start);
        piece.Length.ShouldBe((ulong)length);
        Attributes(piece).ShouldBe((false, false, false));

        _board.SetConfig8(0, 0, register, 1 << shift);
        Attributes(piece).ShouldBe((true, true, false));
        _board.SetConfig8(0, 0, register, 2 << shift);
        Attributes(piece).ShouldBe((true, false, true));
        _board.SetConfig8(0, 0, register, 3 << shift);
        Attributes(piece).ShouldBe((true, true, true));
        Windows().Count(window => window.Enabled).ShouldBe(1);
        _board.SetConfig8(0, 0, register, 0);
        piece.Enabled.ShouldBeFalse();
    }

    [Fact]
    public void One_doubleword_switches_several_pieces()
    {
        _board.SetConfig32(0, 0, 0x58, 0x3333_3010);
        _board.SetConfig32(0, 0, 0x5C, 0x3333_3333);

        Windows().ShouldAllBe(window => window.Kind == "system");
        Windows().Count(window => window is { Enabled: true, Readable: true, Writable: true }).ShouldBe(13);
        _board.Config8(0, 0, 0x59).ShouldBe((byte)0x30);
    }

    [Fact]
    public void Reserved_PAM_bits_stay_zero()
    {
        _board.SetConfig32(0, 0, 0x58, 0xFFFF_FFFF);

        _board.Config32(0, 0, 0x58).ShouldBe(0x7777_70FFu);
    }

    [Fact]
    public void RAM_lies_above_ROM_and_adapters_and_nothing_below_them()
    {
        _board.SetConfig8(0, 0, 0x59, 0x30);
        _board.MemoryMap.MapRom(new MemoryClaim { Base = 0xE_0000, Length = 0x2_0000 }, new byte[0x2_0000]);

        _board.MemoryMap.At(0xF_0000)!.Kind.ShouldBe("system");
        _board.MemoryMap.At(0xE_0000)!.Kind.ShouldBe("rom");
        ((uint)_board.MemoryMap.Read(0xC_0000, 4)).ShouldBe(uint.MaxValue);
        _board.MemoryMap.Write(0xA_0000, 4, 0);
        ((byte)_board.MemoryMap.Read(0xA_0000, 1)).ShouldBe((byte)0xFF);
    }

    [Fact]
    public void SMRAM_opens_with_D_OPEN_while_G_SMRAME_is_set()
    {
        TestRegion smram = Smram();
        _board.SetConfig8(0, 0, 0x72, 0x42);
        smram.Enabled.ShouldBeFalse();

        _board.SetConfig8(0, 0, 0x72, 0x4A);
        Attributes(smram).ShouldBe((true, true, true));
        _board.SetConfig8(0, 0, 0x72, 0x6A);
        smram.Enabled.ShouldBeFalse();
        _board.SetConfig8(0, 0, 0x72, 0x0A);
        (smram.Enabled, smram.OnlyInSmm).ShouldBe((true, true));
    }

    [Fact]
    public void D_LCK_closes_SMRAM_until_a_hard_reset()
    {
        _board.SetConfig8(0, 0, 0x72, 0x5A);
        _board.Config8(0, 0, 0x72).ShouldBe((byte)0x1A);

        _board.SetConfig8(0, 0, 0x72, 0x4A);
        _board.Config8(0, 0, 0x72).ShouldBe((byte)0x1A);
        Smram().OnlyInSmm.ShouldBeTrue();

        _board.Reset(ResetKind.Hard);
        _board.SetConfig8(0, 0, 0x72, 0x4A);
        (Smram().Enabled, Smram().OnlyInSmm).ShouldBe((true, false));
    }

    [Theory]
    [InlineData(ResetKind.Hard)]
    [InlineData(ResetKind.PowerOn)]
    public void A_reset_shows_the_ROM_again(ResetKind kind)
    {
        _board.SetConfig8(0, 0, 0x59, 0x30);

        _board.Reset(kind);

        Windows().ShouldAllBe(window => !window.Enabled);
        _board.In32(0xCF8).ShouldBe(0u);
    }

    [Fact]
    public void INIT_changes_nothing()
    {
        _board.SetConfig8(0, 0, 0x59, 0x30);

        _board.Reset(ResetKind.Init);

        Window(0xF_0000).Enabled.ShouldBeTrue();
        _board.In32(0xCF8).ShouldBe(0x8000_0058u);
    }

    [Fact]
    public void A_loaded_state_switches_the_memory_map()
    {
        _board.SetConfig8(0, 0, 0x5A, 0x31);
        _board.SetConfig8(0, 0, 0x72, 0x5A);
        TestBoard other = new();
        other.Add(new I440fx(), name: "bridge");

        other.LoadFrom(_board);

        other.MemoryMap.Regions.Where(region => region is { Kind: "system", Enabled: true, OnlyInSmm: false }).Select(region => (region.Base, region.Readable, region.Writable))
            .ShouldBe([(0xC_0000ul, true, false), (0xC_4000ul, true, true)]);
        other.In32(0xCF8).ShouldBe(0x8000_0070u);
        other.SetConfig8(0, 0, 0x72, 0x4A);
        other.Config8(0, 0, 0x72).ShouldBe((byte)0x1A);
    }

    [Fact]
    public void Two_functions_in_one_slot_are_an_error_that_names_both()
    {
        IPciBus bus = _board.Find<IPciBus>()!;
        StubFunction first = new("first"), second = new("second");
        bus.Add(3, 0, first);
        bus.Add(3, 0, first);

        string message = Should.Throw<DeviceConfigurationException>(() => bus.Add(3, 0, second)).Message;

        message.ShouldContain("'first'");
        message.ShouldContain("'second'");
        message.ShouldContain("3.0");
        Should.Throw<DeviceConfigurationException>(() => bus.Add(32, 0, second));
        Should.Throw<DeviceConfigurationException>(() => bus.Add(0, 8, second));
    }

    [Fact]
    public void A_removed_function_answers_no_more()
    {
        IPciBus bus = _board.Find<IPciBus>()!;
        StubFunction function = new("function");
        bus.Add(3, 1, function);
        _board.Config32(3, 1, 0).ShouldBe(0xCAFEu);

        bus.Remove(function);
        bus.Remove(function);

        _board.Config32(3, 1, 0).ShouldBe(uint.MaxValue);
    }

    [Theory]
    [InlineData(1, 1, "pirqa")]
    [InlineData(1, 4, "pirqd")]
    [InlineData(2, 1, "pirqb")]
    [InlineData(3, 2, "pirqd")]
    [InlineData(4, 2, "pirqa")]
    [InlineData(5, 1, "pirqa")]
    public void Interrupt_pins_rotate_from_slot_to_slot(int device, int pin, string wire) =>
        _board.Find<IPciBus>()!.InterruptWire(device, pin).ShouldBe(wire);

    private IEnumerable<TestRegion> Windows() => _board.MemoryMap.Regions.Where(region => region.Kind == "system" && region.Base >= 0xC_0000);

    private TestRegion Window(ulong start) => Windows().Single(region => region.Base == start);

    private TestRegion Smram() => _board.MemoryMap.Regions.Single(region => region is { Kind: "system", Base: 0xA_0000, Length: 0x2_0000 });

    private static (bool Enabled, bool Readable, bool Writable) Attributes(TestRegion region) =>
        (region.Enabled, region.Enabled && region.Readable, region.Enabled && region.Writable);

    private sealed class StubFunction(string name) : IPciFunction
    {
        public string Name => name;

        public uint ReadConfig(int offset, int width) => 0xCAFE;

        public void WriteConfig(int offset, int width, uint value) => throw new InvalidOperationException();
    }
}
