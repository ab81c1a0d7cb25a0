using GenEmu.Cli.Terminal;

namespace GenEmu.Cli.Tests;

/// <summary>Which keys on the serial terminal are genemu's.</summary>
public sealed class SerialKeysTests
{
    [Theory]
    [InlineData("a", "Send")]
    [InlineData("\u0001x", "Nothing Quit")]
    [InlineData("\u0001X", "Nothing Quit")]
    [InlineData("\u0001\u0001x", "Nothing Send Send")]
    [InlineData("\u0001h", "Nothing Help")]
    [InlineData("\u0001c", "Nothing Help")]
    [InlineData("\u0001?x", "Nothing Help Send")]
    [InlineData("\u0003\u0004\u007Fx", "Send Send Send Send")]
    public void Ctrl_A_and_one_more_are_genemus(string typed, string expected)
    {
        var keys = new SerialKeys();
        string.Join(' ', typed.Select(key => keys.Take((byte)key))).ShouldBe(expected);
    }
}
