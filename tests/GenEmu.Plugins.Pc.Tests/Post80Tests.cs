using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

public sealed class Post80Tests
{
    private readonly TestBoard _board = new();
    private readonly Post80 _post;

    public Post80Tests() => _post = _board.Add(new Post80());

    [Fact]
    public void Codes_are_kept_and_logged_once_each()
    {
        _board.Out8(0x80, 0x3A);
        _board.Out8(0x80, 0x3A);
        _board.Out8(0x80, 0x3B);

        _post.Code.ShouldBe((byte)0x3B);
        _board.In8(0x80).ShouldBe((byte)0x3B);
        _board.Log.Lines.ShouldBe(["Debug: POST code 3Ah", "Debug: POST code 3Bh"]);
    }

    [Theory]
    [InlineData(ResetKind.Init, 0x3A)]
    [InlineData(ResetKind.Hard, 0x00)]
    public void A14_Only_a_system_reset_clears_the_code(ResetKind kind, int code)
    {
        _board.Out8(0x80, 0x3A);

        _board.Reset(kind);

        _post.Code.ShouldBe((byte)code);
    }

    [Fact]
    public void A_loaded_state_keeps_the_code()
    {
        _board.Out8(0x80, 0x3A);
        TestBoard copy = new();
        Post80 post = copy.Add(new Post80());

        copy.LoadFrom(_board);

        post.Code.ShouldBe((byte)0x3A);
    }
}
