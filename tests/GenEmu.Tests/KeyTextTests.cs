using GenEmu.Abstractions;

namespace GenEmu.Tests;

public sealed class KeyTextTests
{
    [Theory]
    [InlineData("c", "+C -C")]
    [InlineData("A", "+LeftShift +A -A -LeftShift")]
    [InlineData("\\n", "+Enter -Enter")]
    [InlineData("\\t", "+Tab -Tab")]
    [InlineData("<F10>", "+F10 -F10")]
    [InlineData("<Ctrl-C>", "+LeftControl +C -C -LeftControl")]
    [InlineData("<ctrl-alt-del>", "+LeftControl +LeftAlt +Delete -Delete -LeftAlt -LeftControl")]
    [InlineData("<Esc>", "+Escape -Escape")]
    [InlineData("\\<", "+LeftShift +Comma -Comma -LeftShift")]
    [InlineData("<", "+LeftShift +Comma -Comma -LeftShift")]
    [InlineData("\\\\", "+Backslash -Backslash")]
    [InlineData("/", "+Slash -Slash")]
    [InlineData("`~", "+Backquote -Backquote +LeftShift +Backquote -Backquote -LeftShift")]
    [InlineData("-_", "+Minus -Minus +LeftShift +Minus -Minus -LeftShift")]
    [InlineData("", "")]
    public void Keys_as_people_write_them(string text, string expected)
        => string.Join(' ', KeyText.Parse(text).Select(s => $"{(s.Pressed ? '+' : '-')}{s.Key}")).ShouldBe(expected);

    [Theory]
    [InlineData("<Hyper-C>", "there is no key <Hyper-C>")]
    [InlineData("<F13>", "there is no key <F13>")]
    [InlineData("<1000>", "there is no key <1000>")]
    [InlineData("\\q", "'\\q' means nothing")]
    [InlineData("é", "no key of a US keyboard gives 'é'")]
    public void What_is_no_key_says_so(string text, string expected)
        => Should.Throw<FormatException>(() => KeyText.Parse(text)).Message.ShouldStartWith(expected);

    [Fact]
    public void Every_printable_character_has_a_key()
    {
        for (char c = ' '; c < '\x7F'; c++)
        {
            KeyText.Parse(c == '\\' ? "\\\\" : c.ToString()).Count.ShouldBeOneOf(2, 4);
        }
    }

    [Fact]
    public void Text_for_a_line_has_the_same_escapes() => KeyText.Unescape("a\\r\\n\\\\\\t").ShouldBe("a\r\n\\\t");
}
