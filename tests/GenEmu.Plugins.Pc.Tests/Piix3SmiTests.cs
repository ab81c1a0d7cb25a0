using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

/// <summary>Port B2h asks for an SMI.</summary>
public sealed class Piix3SmiTests
{
    private const ushort Apmc = 0xB2;
    private const int SmiControl = 0xA0;
    private const int SmiEnable = 0xA2;
    private const int SmiRequest = 0xAA;

    private readonly TestBoard _board = new();

    public Piix3SmiTests()
    {
        _board.Add(new I440fx(), name: "bridge");
        _board.Add(new Piix3(), name: "isa");
    }

    private bool Smi => _board.Net("smi").Level;

    [Fact]
    public void B19_A_write_to_APMC_asserts_SMI_until_the_request_is_cleared()
    {
        Enable(gate: true);

        _board.Out8(Apmc, 0x42);

        Smi.ShouldBeTrue();
        _board.In8(Apmc).ShouldBe((byte)0x42);
        _board.Config8(1, 0, SmiRequest).ShouldBe((byte)0x80);
        _board.SetConfig8(1, 0, SmiRequest, 0x80);          // a one changes nothing
        Smi.ShouldBeTrue();
        _board.SetConfig8(1, 0, SmiRequest, 0);
        Smi.ShouldBeFalse();
        _board.SetConfig8(1, 0, SmiRequest, 0x80);          // software cannot set one
        _board.Config8(1, 0, SmiRequest).ShouldBe((byte)0);
        Smi.ShouldBeFalse();
    }

    [Fact]
    public void Without_EAPMC_it_is_a_scratch_register()
    {
        _board.SetConfig8(1, 0, SmiControl, 0x09);

        _board.Out8(Apmc, 0x42);
        _board.Out8(Apmc + 1, 0x24);

        Smi.ShouldBeFalse();
        (_board.In8(Apmc), _board.In8(Apmc + 1)).ShouldBe(((byte)0x42, (byte)0x24));
        _board.Config8(1, 0, SmiRequest).ShouldBe((byte)0);
    }

    [Fact]
    public void A_request_waits_for_the_gate_and_a_hard_reset_forgets_it()
    {
        Enable(gate: false);
        _board.Out8(Apmc, 1);
        Smi.ShouldBeFalse();

        _board.SetConfig8(1, 0, SmiControl, 0x09);
        Smi.ShouldBeTrue();
        _board.Reset(ResetKind.Init);
        Smi.ShouldBeTrue();
        _board.Reset(ResetKind.Hard);
        Smi.ShouldBeFalse();
        _board.In8(Apmc).ShouldBe((byte)0);
    }

    private void Enable(bool gate)
    {
        _board.SetConfig8(1, 0, SmiEnable, 0x80);
        _board.SetConfig8(1, 0, SmiControl, (byte)(gate ? 0x09 : 0x08));
    }
}
