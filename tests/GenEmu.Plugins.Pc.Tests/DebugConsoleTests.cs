using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class DebugConsoleTests
{
    private readonly TestBoard _board = new();

    [Fact]
    public void Characters_go_to_the_channel()
    {
        _board.Add(new DebugConsole());

        foreach (char character in "Hi\n")
        {
            _board.Out8(0xE9, character);
        }

        _board.Channel("debugcon").Text.ShouldBe("Hi\n");
    }

    [Fact]
    public void Wide_writes_print_only_their_byte()
    {
        _board.Add(new DebugConsole());

        _board.Out32(0xE8, 0x41424344);

        _board.Channel("debugcon").Text.ShouldBe("C");
    }

    [Fact]
    public void SeaBIOS_finds_it_at_402_by_reading_E9()
    {
        _board.Add(new DebugConsole(), "port=0x402,channel=seabios");

        _board.In8(0x402).ShouldBe((byte)0xE9);
        _board.Out8(0x402, 'S');

        _board.Channel("seabios").Text.ShouldBe("S");
        _board.In8(0xE9).ShouldBe((byte)0xFF);
    }
}
