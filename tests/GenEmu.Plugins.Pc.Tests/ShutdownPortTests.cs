using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class ShutdownPortTests
{
    private readonly TestBoard _board = new();

    public ShutdownPortTests() => _board.Add(new ShutdownPort());

    [Theory]
    [InlineData("Shutdown", 1)]
    [InlineData("ShutShutdown", 1)]
    [InlineData("SShutdown", 1)]
    [InlineData("ShutdownShutdown", 2)]
    [InlineData("Shutdow", 0)]
    [InlineData("shutdown", 0)]
    [InlineData("Shut down", 0)]
    public void Only_the_whole_word_switches_off(string text, int stops)
    {
        Write(_board, text);

        _board.Stops.Count.ShouldBe(stops);
        _board.Stops.ShouldAllBe(stop => stop.ExitCode == 0);
    }

    [Theory]
    [InlineData(ResetKind.Init, 1)]
    [InlineData(ResetKind.Hard, 0)]
    public void A_system_reset_forgets_half_a_word(ResetKind kind, int stops)
    {
        Write(_board, "Shut");
        _board.Reset(kind);
        Write(_board, "down");

        _board.Stops.Count.ShouldBe(stops);
    }

    [Fact]
    public void A_loaded_state_remembers_half_a_word()
    {
        Write(_board, "Shut");
        TestBoard copy = new();
        copy.Add(new ShutdownPort());

        copy.LoadFrom(_board);
        Write(copy, "down");

        copy.Stops.Count.ShouldBe(1);
    }

    private static void Write(TestBoard board, string text)
    {
        foreach (char character in text)
        {
            board.Out8(0x8900, character);
        }
    }
}
