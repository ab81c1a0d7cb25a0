using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

/// <summary>Every device of the plugin on one board, as in a PC.</summary>
public sealed class WholeBoardTests
{
    private readonly TestBoard _board = Build();

    [Fact]
    public void A_tick_of_the_timer_reaches_the_processor_as_a_vector()
    {
        InitializePics(_board);
        ProgramTimer(_board);
        _board.Net("intr").Level.ShouldBeTrue(); // the control word raised OUT 0
        Serve(_board).ShouldBe((byte)0x08);
        _board.Net("intr").Level.ShouldBeFalse();

        _board.Advance(10_010_000);

        Serve(_board).ShouldBe((byte)0x08);
    }

    [Fact]
    public void A_typed_key_reaches_the_processor_as_a_vector()
    {
        InitializePics(_board);

        _board.Find<IKeyboardInput>()!.TrySend(PcKey.A, pressed: true).ShouldBeTrue();
        _board.Advance(1_000_000);

        Serve(_board).ShouldBe((byte)0x09);
        _board.In8(0x60).ShouldBe((byte)0x1E);
    }

    [Fact]
    public void A_loaded_board_sees_no_edges_that_were_not_there()
    {
        InitializePics(_board);
        ProgramTimer(_board);
        Serve(_board);
        _board.Advance(5_000_000);
        _board.Net("irq0").Level.ShouldBeTrue();
        TestBoard copy = Build();

        copy.LoadFrom(_board);

        copy.Net("intr").Level.ShouldBeFalse();
        copy.Advance(5_010_000);
        Serve(copy).ShouldBe((byte)0x08);
    }

    private static TestBoard Build()
    {
        TestBoard board = new();
        board.Files["bios"] = new byte[128 * 1024];
        board.AddAll([.. typeof(Pit).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(DeviceAttribute), inherit: false) && type != typeof(PcTestDevice))          // its ports are those of the debug console, as in QEMU
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (IDevice)Activator.CreateInstance(type)!)]);
        return board;
    }

    private static void InitializePics(TestBoard board)
    {
        foreach ((int port, int value) in new[] { (0x20, 0x11), (0x21, 0x08), (0x21, 0x04), (0x21, 0x01), (0xA0, 0x11), (0xA1, 0x70), (0xA1, 0x02), (0xA1, 0x01) })
        {
            board.Out8(port, value);
        }
    }

    private static void ProgramTimer(TestBoard board)
    {
        board.Out8(0x43, 0x34);
        board.Out8(0x40, 0x9C); // 11932: 100 Hz
        board.Out8(0x40, 0x2E);
    }

    private static byte Serve(TestBoard board)
    {
        board.Net("intr").Level.ShouldBeTrue();
        byte vector = board.Find<IInterruptController>()!.Acknowledge();
        board.Out8(0x20, 0x20);
        return vector;
    }
}
