using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class ResetControlTests
{
    private readonly TestBoard _board = new();

    public ResetControlTests() => _board.Add(new ResetControl());

    [Fact]
    public void A10_Bit_0_of_port_92_requests_INIT_on_its_rising_edge_only()
    {
        _board.Out8(0x92, 0x01);
        _board.Out8(0x92, 0x03);

        _board.Resets.ShouldBe([ResetKind.Init]);
        _board.A20Enabled.ShouldBeTrue();
    }

    [Theory]
    [InlineData(ResetKind.Init)]
    [InlineData(ResetKind.Hard)]
    [InlineData(ResetKind.PowerOn)]
    public void A10_Bit_0_stays_latched_until_any_reset(ResetKind kind)
    {
        _board.Out8(0x92, 0x01);
        (_board.In8(0x92) & 1).ShouldBe(1);

        _board.Reset(kind);

        (_board.In8(0x92) & 1).ShouldBe(0);
        _board.Out8(0x92, 0x01);
        _board.Resets.Count.ShouldBe(2);
    }

    [Fact]
    public void A10_Bit_1_is_the_A20_gate_whoever_set_it()
    {
        _board.Out8(0x92, 0x00);
        _board.A20Enabled.ShouldBeFalse();
        _board.In8(0x92).ShouldBe((byte)0x00);

        _board.A20Enabled = true; // as the keyboard controller does

        _board.In8(0x92).ShouldBe((byte)0x02);
        _board.Out8(0x92, _board.In8(0x92));
        _board.A20Enabled.ShouldBeTrue();
    }

    [Fact]
    public void Any_reset_opens_the_A20_gate_or_the_reset_vector_would_be_hidden()
    {
        _board.Out8(0x92, 0x00);

        _board.Reset(ResetKind.Init);

        _board.A20Enabled.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0x04, ResetKind.Init)]
    [InlineData(0x0C, ResetKind.Init)]
    [InlineData(0x06, ResetKind.Hard)]
    [InlineData(0x0E, ResetKind.PowerOn)]
    public void A11_Bit_2_of_CF9_triggers_what_bits_1_and_3_select(int value, ResetKind kind)
    {
        _board.Out8(0xCF9, value);

        _board.Resets.ShouldBe([kind]);
    }

    [Fact]
    public void A11_Selecting_alone_only_arms()
    {
        _board.Out8(0xCF9, 0x02);
        _board.Out8(0xCF9, 0x0A);

        _board.Resets.ShouldBeEmpty();
        _board.In8(0xCF9).ShouldBe((byte)0x0A);
    }

    [Fact]
    public void A11_The_trigger_is_an_edge_and_reads_back_as_0()
    {
        _board.Out8(0xCF9, 0x06);
        _board.Out8(0xCF9, 0x06);

        _board.Resets.Count.ShouldBe(1);
        _board.In8(0xCF9).ShouldBe((byte)0x02);
        _board.Reset(ResetKind.Hard);
        _board.In8(0xCF9).ShouldBe((byte)0x00);
    }

    [Fact]
    public void A11_After_a_CPU_only_reset_the_same_write_triggers_again()
    {
        _board.Out8(0xCF9, 0x04);
        _board.Reset(ResetKind.Init);
        _board.Out8(0xCF9, 0x04);

        _board.Resets.ShouldBe([ResetKind.Init, ResetKind.Init]);
    }

    [Fact]
    public void CF9_takes_bytes_only_and_leaves_the_dword_at_CF8_to_the_host_bridge()
    {
        _board.PortMap.IsClaimed(0xCF9).ShouldBeTrue();
        _board.PortMap.IsClaimed(0xCF8, width: 4).ShouldBeFalse();
        _board.PortMap.IsClaimed(0xCF8).ShouldBeFalse();
    }

    [Fact]
    public void A_loaded_state_remembers_the_latches()
    {
        _board.Out8(0x92, 0x01);
        _board.Out8(0xCF9, 0x0A);
        TestBoard copy = new();
        copy.Add(new ResetControl());

        copy.LoadFrom(_board);
        copy.Out8(0x92, 0x01);

        copy.Resets.ShouldBeEmpty();
        copy.In8(0xCF9).ShouldBe((byte)0x0A);
    }
}
