namespace GenEmu.Plugins.Pc;

/// <content>Where the beam is: the CRTC's counters, worked out from virtual time when somebody asks.</content>
public sealed partial class Vga
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Input status 1: bit 0 while nothing is displayed, bit 3 during vertical retrace.</summary>
    private byte ReadInputStatus1()
    {
        _attributeDataNext = false;
        int dotsPerCharacter = (_sequencer[1] & 1) != 0 ? 8 : 9;
        int charactersPerLine = _crtc[0] + 5;
        int lines = WithOverflow(0x06, 0x01, 0x20) + 2;
        long dots = Dots() % ((long)charactersPerLine * dotsPerCharacter * lines);
        (long line, long character) = Math.DivRem(dots / dotsPerCharacter, charactersPerLine);

        bool isDisplayed = character <= _crtc[1] && line <= LastLine;
        return (byte)((isDisplayed ? 0 : 1) | (IsVerticalRetrace((int)line) ? 8 : 0));
    }

    /// <summary>The last line that is displayed.</summary>
    private int LastLine => WithOverflow(0x12, 0x02, 0x40);

    /// <summary>The end register holds only the end's low four bits.</summary>
    private bool IsVerticalRetrace(int line)
    {
        int start = WithOverflow(0x10, 0x04, 0x80);
        int length = (_crtc[VerticalRetraceEnd] - start) & 0x0F;
        return line >= start && line < start + length;
    }

    /// <summary>Dots since power-on: 25.175 or 28.322 MHz, halved for 40 columns and 320 pixels.</summary>
    private long Dots()
    {
        long clock = (_miscellaneous & 0x0C) == 0x04 ? 28_322_000 : 25_175_000;
        (long seconds, long rest) = Math.DivRem(Host.Clock.Now, NanosecondsPerSecond);
        long dots = (seconds * clock) + (rest * clock / NanosecondsPerSecond);
        return (_sequencer[1] & 8) != 0 ? dots / 2 : dots;
    }

    /// <summary>A vertical CRTC value: bits 8 and 9 lie in the overflow register.</summary>
    private int WithOverflow(int register, int bit8, int bit9) =>
        _crtc[register] | ((_crtc[7] & bit8) != 0 ? 0x100 : 0) | ((_crtc[7] & bit9) != 0 ? 0x200 : 0);
}
