using GenEmu.Abstractions;
using GenEmu.Cli.Terminal;

namespace GenEmu.Cli.Tests;

/// <summary>The text screen on a terminal, and the terminal's keys on the guest's keyboard.</summary>
public sealed class TerminalTests
{
    [Fact]
    public void Only_rows_that_changed_are_sent()
    {
        var display = new Display("AB", "CD");
        var renderer = new ScreenRenderer();
        renderer.Render(ScreenFrame.Take(display)).ShouldBe(
            "\e[0m\e[2J\e[1;1H\e[0;37;40mAB\e[0m\e[2;1H\e[0;37;40mCD\e[0m\e[2;1H\e[?25h");
        renderer.Render(ScreenFrame.Take(display)).ShouldBeEmpty();
        display.Text[1] = "CE";
        renderer.Render(ScreenFrame.Take(display)).ShouldBe("\e[2;1H\e[0;37;40mCE\e[0m\e[2;1H\e[?25h");
        display.At = null;
        renderer.Render(ScreenFrame.Take(display)).ShouldBe("\e[?25l");
    }

    [Theory]
    [InlineData(0x07, "0;37;40")]
    [InlineData(0x1F, "0;97;44")]
    [InlineData(0x4E, "0;93;41")]
    [InlineData(0x61, "0;34;43")]
    public void Attributes_become_colours(byte attribute, string expected)
        => new ScreenRenderer().Render(ScreenFrame.Take(new Display("A") { Attribute = attribute })).ShouldContain($"\e[{expected}mA");

    [Fact]
    public void A_display_without_text_is_an_empty_frame()
    {
        ScreenFrame.Take(null).Rows.ShouldBe(0);
        new ScreenRenderer().Render(ScreenFrame.Take(new Display("A") { IsText = false })).ShouldBeEmpty();
    }

    [Theory]
    [InlineData('a', ConsoleKey.A, (ConsoleModifiers)0, "a")]
    [InlineData('A', ConsoleKey.A, ConsoleModifiers.Shift, "A")]
    [InlineData('<', ConsoleKey.OemComma, ConsoleModifiers.Shift, "\\<")]
    [InlineData('\\', ConsoleKey.Oem5, (ConsoleModifiers)0, "\\\\")]
    [InlineData('\0', ConsoleKey.F10, (ConsoleModifiers)0, "<F10>")]
    [InlineData('\0', ConsoleKey.UpArrow, (ConsoleModifiers)0, "<Up>")]
    [InlineData('\r', ConsoleKey.Enter, (ConsoleModifiers)0, "<Enter>")]
    [InlineData('\x03', ConsoleKey.C, ConsoleModifiers.Control, "<Ctrl-c>")]
    [InlineData('x', ConsoleKey.X, ConsoleModifiers.Alt, "<Alt-x>")]
    [InlineData('\t', ConsoleKey.Tab, ConsoleModifiers.Shift, "<Shift-Tab>")]
    [InlineData('\0', ConsoleKey.VolumeUp, (ConsoleModifiers)0, null)]
    public void Keys_of_the_terminal_are_keys_of_the_guest(char character, ConsoleKey key, ConsoleModifiers modifiers, string? expected)
    {
        string? text = TerminalKeys.Describe(new ConsoleKeyInfo(
            character, key, modifiers.HasFlag(ConsoleModifiers.Shift), modifiers.HasFlag(ConsoleModifiers.Alt), modifiers.HasFlag(ConsoleModifiers.Control)));
        text.ShouldBe(expected);
        if (text is not null)
        {
            KeyText.Parse(text).ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData('\x1D', ConsoleKey.Oem6, true, true)]
    [InlineData('\0', ConsoleKey.D5, true, true)]
    [InlineData('5', ConsoleKey.D5, false, false)]
    [InlineData('\x03', ConsoleKey.C, true, false)]
    public void The_key_that_ends_the_run_is_that_of_telnet(char character, ConsoleKey key, bool control, bool quits)
        => TerminalKeys.IsQuit(new ConsoleKeyInfo(character, key, shift: false, alt: false, control)).ShouldBe(quits);

    private sealed class Display(params string[] rows) : ITextDisplay
    {
        public string[] Text { get; } = rows;

        public byte Attribute { get; init; } = 7;

        public bool IsText { get; init; } = true;

        public int Columns => Text[0].Length;

        public int Rows => Text.Length;

        public int? At { get; set; } = rows.Length > 1 ? 2 : 0;

        public int? Cursor => At;

        public void Read(Span<TextCell> cells)
        {
            for (int i = 0; i < Columns * Rows; i++)
            {
                cells[i] = new TextCell((byte)Text[i / Columns][i % Columns], Attribute);
            }
        }
    }
}
