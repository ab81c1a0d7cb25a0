using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class PicTests
{
    private const int Master = 0x20;
    private const int Slave = 0xA0;
    private const int Eoi = 0x20;
    private const int ReadRequests = 0x0A;
    private const int ReadInService = 0x0B;

    private readonly TestBoard _board = new();
    private readonly Pic _pic = new();
    private readonly IWire[] _irq;

    public PicTests()
    {
        _board.Add(_pic);
        _irq = Connect(_board);
        Initialize(_board);
    }

    private bool Intr => _board.Net("intr").Level;

    [Fact]
    public void An_edge_interrupts_and_the_vector_comes_from_ICW2()
    {
        Intr.ShouldBeFalse();
        _irq[4].Set(true);
        Intr.ShouldBeTrue();

        _pic.Acknowledge().ShouldBe((byte)0x0C);

        Intr.ShouldBeFalse();
        Read(Master, ReadInService).ShouldBe((byte)0x10);
        Read(Master, ReadRequests).ShouldBe((byte)0x00);
    }

    [Fact]
    public void A_slave_interrupt_goes_through_input_2_of_the_master()
    {
        _irq[12].Set(true);

        Read(Master, ReadRequests).ShouldBe((byte)0x04);
        _pic.Acknowledge().ShouldBe((byte)0x74);
        Read(Master, ReadInService).ShouldBe((byte)0x04);
        Read(Slave, ReadInService).ShouldBe((byte)0x10);
    }

    [Fact]
    public void Wire_irq2_is_nobodys()
    {
        _irq[2].Set(true);

        Intr.ShouldBeFalse();
    }

    [Fact]
    public void The_lower_input_wins_and_a_lower_one_waits_for_the_EOI()
    {
        _irq[5].Set(true);
        _irq[3].Set(true);
        _pic.Acknowledge().ShouldBe((byte)0x0B);
        Intr.ShouldBeFalse();

        _board.Out8(Master, Eoi);

        Intr.ShouldBeTrue();
        _pic.Acknowledge().ShouldBe((byte)0x0D);
    }

    [Fact]
    public void A_higher_input_interrupts_one_in_service()
    {
        _irq[5].Set(true);
        _pic.Acknowledge();

        _irq[1].Set(true);

        Intr.ShouldBeTrue();
        _pic.Acknowledge().ShouldBe((byte)0x09);
        Read(Master, ReadInService).ShouldBe((byte)0x22);
        _board.Out8(Master, Eoi);
        Read(Master, ReadInService).ShouldBe((byte)0x20);
    }

    [Fact]
    public void An_edge_counts_once_while_the_line_stays_high()
    {
        _irq[4].Set(true);
        _pic.Acknowledge();
        _board.Out8(Master, Eoi);
        Intr.ShouldBeFalse();

        _irq[4].Set(false);
        _irq[4].Set(true);

        Intr.ShouldBeTrue();
    }

    [Fact]
    public void A_masked_request_is_kept_until_it_is_unmasked()
    {
        _board.Out8(Master + 1, 0x10);
        _irq[4].Set(true);
        Intr.ShouldBeFalse();
        Read(Master, ReadRequests).ShouldBe((byte)0x10);
        _board.In8(Master + 1).ShouldBe((byte)0x10);

        _board.Out8(Master + 1, 0x00);

        Intr.ShouldBeTrue();
    }

    [Fact]
    public void A_request_that_goes_before_INTA_is_a_spurious_IRQ7()
    {
        _irq[4].Set(true);
        _irq[4].Set(false);

        Intr.ShouldBeFalse();
        _pic.Acknowledge().ShouldBe((byte)0x0F);
        Read(Master, ReadInService).ShouldBe((byte)0x00);
    }

    [Fact]
    public void A_request_that_the_slave_takes_back_by_its_mask_gives_no_vector_of_the_slave()
    {
        _irq[9].Set(true);
        _board.Out8(Slave + 1, 0xFF);

        Intr.ShouldBeFalse();
        _pic.Acknowledge().ShouldBe((byte)0x0F);
    }

    [Fact]
    public void A_slave_that_lost_its_request_has_nothing_to_acknowledge()
    {
        // The master's poll takes input 2 in service without an INTA for the slave; only then the line drops.
        _irq[9].Set(true);
        _board.Out8(Master, 0x0C);
        _board.In8(Master).ShouldBe((byte)0x82);
        _irq[9].Set(false);

        _board.Out8(Slave, 0x0C);
        _board.In8(Slave).ShouldBe((byte)0x00);

        Read(Slave, ReadInService).ShouldBe((byte)0x00);
        Read(Master, ReadInService).ShouldBe((byte)0x04);
    }

    [Fact]
    public void A_level_triggered_input_asks_again_after_the_EOI_until_it_drops()
    {
        _board.Out8(0x4D0, 0x20);
        _irq[5].Set(true);
        _pic.Acknowledge().ShouldBe((byte)0x0D);
        Intr.ShouldBeFalse();
        _board.Out8(Master, Eoi);
        Intr.ShouldBeTrue();

        _irq[5].Set(false);

        Intr.ShouldBeFalse();
    }

    [Fact]
    public void ELCR_keeps_the_boards_own_lines_edge_triggered()
    {
        _board.Out8(0x4D0, 0xFF);
        _board.Out8(0x4D1, 0xFF);

        _board.In8(0x4D0).ShouldBe((byte)0xF8);
        _board.In8(0x4D1).ShouldBe((byte)0xDE);
    }

    [Fact]
    public void A_specific_EOI_ends_the_input_it_names()
    {
        _irq[5].Set(true);
        _pic.Acknowledge();
        _irq[1].Set(true);
        _pic.Acknowledge();

        _board.Out8(Master, 0x60 | 5);

        Read(Master, ReadInService).ShouldBe((byte)0x02);
    }

    [Fact]
    public void Rotation_on_a_non_specific_EOI_makes_the_ended_input_the_lowest()
    {
        _irq[3].Set(true);
        _pic.Acknowledge();

        _board.Out8(Master, 0xA0);

        _irq[3].Set(false);
        _irq[3].Set(true);
        _irq[4].Set(true);
        _pic.Acknowledge().ShouldBe((byte)0x0C);
    }

    [Fact]
    public void Rotation_on_a_specific_EOI_makes_the_named_input_the_lowest()
    {
        _irq[1].Set(true);
        _pic.Acknowledge();

        _board.Out8(Master, 0xE0 | 1);

        Read(Master, ReadInService).ShouldBe((byte)0x00);
        _irq[0].Set(true);
        _irq[7].Set(true);
        _pic.Acknowledge().ShouldBe((byte)0x0F);
        Read(Master, ReadInService).ShouldBe((byte)0x80);
    }

    [Fact]
    public void Set_priority_rotates_without_an_EOI()
    {
        _board.Out8(Master, 0xC0 | 5);
        _irq[5].Set(true);
        _irq[6].Set(true);

        _pic.Acknowledge().ShouldBe((byte)0x0E);
    }

    [Fact]
    public void Special_mask_mode_lets_lower_inputs_through_a_masked_one_in_service()
    {
        _irq[3].Set(true);
        _pic.Acknowledge();
        _irq[5].Set(true);
        Intr.ShouldBeFalse();

        _board.Out8(Master + 1, 0x08);
        _board.Out8(Master, 0x68);

        Intr.ShouldBeTrue();
        _pic.Acknowledge().ShouldBe((byte)0x0D);
        _board.Out8(Master, Eoi); // does not see the masked input
        Read(Master, ReadInService).ShouldBe((byte)0x08);
        _board.Out8(Master, 0x48);
        _board.Out8(Master, Eoi);
        Read(Master, ReadInService).ShouldBe((byte)0x00);
    }

    [Fact]
    public void Poll_mode_acknowledges_by_a_read()
    {
        _irq[4].Set(true);
        _board.Out8(Master, 0x0C);

        _board.In8(Master).ShouldBe((byte)0x84);

        Intr.ShouldBeFalse();
        Read(Master, ReadInService).ShouldBe((byte)0x10);
        _board.Out8(Master, 0x0C);
        _board.In8(Master).ShouldBe((byte)0x00);
    }

    [Fact]
    public void Automatic_EOI_leaves_nothing_in_service()
    {
        Initialize(_board, icw4: 0x03);
        _irq[4].Set(true);
        _pic.Acknowledge().ShouldBe((byte)0x0C);

        Read(Master, ReadInService).ShouldBe((byte)0x00);
        Intr.ShouldBeFalse();
    }

    [Fact]
    public void Automatic_EOI_can_rotate()
    {
        Initialize(_board, icw4: 0x03);
        _board.Out8(Master, 0x80);
        _irq[1].Set(true);
        _pic.Acknowledge();
        _irq[1].Set(false);
        _irq[1].Set(true);
        _irq[2 + 1].Set(true);

        _pic.Acknowledge().ShouldBe((byte)0x0B);

        _board.Out8(Master, 0x00); // clears the rotation
        _irq[3].Set(false);
        _irq[3].Set(true);
        _pic.Acknowledge().ShouldBe((byte)0x09);
    }

    [Fact]
    public void With_automatic_EOI_in_the_slave_a_second_request_gets_through()
    {
        Initialize(_board, icw4: 0x03);
        _irq[9].Set(true);
        _irq[10].Set(true);

        _pic.Acknowledge().ShouldBe((byte)0x71);

        Intr.ShouldBeTrue();
        _pic.Acknowledge().ShouldBe((byte)0x72);
        Intr.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0x01, false)]
    [InlineData(0x11, true)]
    public void Special_fully_nested_mode_lets_a_slave_interrupt_itself(int icw4, bool nested)
    {
        Initialize(_board, icw4);
        _irq[12].Set(true);
        _pic.Acknowledge().ShouldBe((byte)0x74);

        _irq[9].Set(true);
        Intr.ShouldBe(nested);

        _irq[5].Set(true); // below the slave in either mode
        _pic.Acknowledge().ShouldBe(nested ? (byte)0x71 : (byte)0x0F);
    }

    [Fact]
    public void ICW1_forgets_edges_masks_and_modes_but_a_level_stays()
    {
        _board.Out8(0x4D0, 0x40);
        _board.Out8(Master + 1, 0xFF);
        _irq[4].Set(true);
        _irq[6].Set(true);

        _board.Out8(Master, 0x11);

        Read(Master, ReadRequests).ShouldBe((byte)0x40);
        foreach (int word in new[] { 0x30, 0x04, 0x01 })
        {
            _board.Out8(Master + 1, word);
        }

        _board.In8(Master + 1).ShouldBe((byte)0x00);
        _pic.Acknowledge().ShouldBe((byte)0x36);
    }

    [Fact]
    public void ICW4_and_ICW3_are_left_out_as_ICW1_says()
    {
        _board.Out8(Master, 0x12); // single, no ICW4
        _board.Out8(Master + 1, 0x40);
        _board.Out8(Master + 1, 0xFE); // so this is already the mask

        _board.In8(Master + 1).ShouldBe((byte)0xFE);
        _irq[0].Set(true);
        _pic.Acknowledge().ShouldBe((byte)0x40);
    }

    [Theory]
    [InlineData(ResetKind.Init, 0xFB)]
    [InlineData(ResetKind.Hard, 0x00)]
    [InlineData(ResetKind.PowerOn, 0x00)]
    public void A14_INIT_does_not_reach_the_controllers(ResetKind kind, int mask)
    {
        _board.Out8(Master + 1, 0xFB);

        _board.Reset(kind);

        _board.In8(Master + 1).ShouldBe((byte)mask);
    }

    [Fact]
    public void A_loaded_state_goes_on_between_two_nested_interrupts()
    {
        _irq[5].Set(true);
        _pic.Acknowledge();
        _irq[6].Set(true);
        _irq[11].Set(true);
        TestBoard copy = new();
        Pic pic = copy.Add(new Pic());
        IWire[] lines = Connect(copy);
        lines[5].Set(true);
        lines[6].Set(true);
        lines[11].Set(true);

        copy.LoadFrom(_board);

        copy.Net("intr").Level.ShouldBeTrue();
        pic.Acknowledge().ShouldBe((byte)0x73);
        copy.Out8(Slave, Eoi);
        copy.Out8(Master, Eoi);
        copy.Out8(Master, Eoi);
        pic.Acknowledge().ShouldBe((byte)0x0E);
        lines[5].Set(true); // still high: no new edge
        copy.Out8(Master, Eoi);
        copy.Net("intr").Level.ShouldBeFalse();
    }

    [Fact]
    public void A_loaded_state_goes_on_between_two_initialization_words()
    {
        _board.Out8(Master, 0x11);
        _board.Out8(Master + 1, 0x50);
        TestBoard copy = new();
        Pic pic = copy.Add(new Pic());

        copy.LoadFrom(_board);
        copy.Out8(Master + 1, 0x04);
        copy.Out8(Master + 1, 0x01);

        copy.In8(Master + 1).ShouldBe((byte)0x00);
        pic.Acknowledge().ShouldBe((byte)0x57);
    }

    private static IWire[] Connect(TestBoard board) => [.. Enumerable.Range(0, 16).Select(irq => board.Net($"irq{irq}").Connect())];

    private static void Initialize(TestBoard board, int icw4 = 0x01)
    {
        foreach ((int chip, int vector, int icw3) in new[] { (Master, 0x08, 0x04), (Slave, 0x70, 0x02) })
        {
            board.Out8(chip, 0x11);
            board.Out8(chip + 1, vector);
            board.Out8(chip + 1, icw3);
            board.Out8(chip + 1, icw4);
            board.Out8(chip + 1, 0x00);
        }
    }

    private byte Read(int chip, int command)
    {
        _board.Out8(chip, command);
        return _board.In8(chip);
    }
}
