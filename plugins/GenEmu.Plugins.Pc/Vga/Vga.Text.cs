using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <content>The text screen, as the CRTC would fetch it: characters from plane 0, attributes from plane 1.</content>
public sealed partial class Vga : ITextDisplay
{
    /// <inheritdoc/>
    public bool IsText => (_crtc[0x17] & 0x80) != 0 && (_graphics[6] & 1) == 0 && !IsDispiEnabled;

    /// <inheritdoc/>
    public int Columns => IsText ? _crtc[1] + 1 : 0;

    /// <inheritdoc/>
    public int Rows => IsText ? (LastLine + 1) / ScanLinesPerRow : 0;

    /// <inheritdoc/>
    public int? Cursor
    {
        get
        {
            int cell = Word(0x0E) - Word(0x0C);
            bool isOn = IsText && (_crtc[0x0A] & 0x20) == 0 && (_crtc[0x0A] & 0x1F) <= (_crtc[0x0B] & 0x1F);
            if (!isOn || cell < 0 || Stride == 0)
            {
                return null;
            }

            (int row, int column) = Math.DivRem(cell, Stride);
            return row < Rows && column < Columns ? (row * Columns) + column : null;
        }
    }

    /// <summary>Double scanning, as for 200-line modes, shows each line twice.</summary>
    private int ScanLinesPerRow => ((_crtc[9] & 0x1F) + 1) * ((_crtc[9] & 0x80) != 0 ? 2 : 1);

    /// <summary>How far the address counter moves from row to row.</summary>
    private int Stride => _crtc[0x13] * 2;

    /// <inheritdoc/>
    public void Read(Span<TextCell> cells)
    {
        (int columns, int rows) = (Columns, Rows);
        for (int row = 0; row < rows; row++)
        {
            int address = Word(0x0C) + (row * Stride);
            for (int column = 0; column < columns; column++)
            {
                uint cell = _planes[DisplayOffset(address + column)];
                cells[(row * columns) + column] = new TextCell((byte)cell, (byte)(cell >> 8));
            }
        }
    }

    /// <summary>Where the CRTC's address counter points to: in word and doubleword mode it is shifted, and higher bits fill the gap.</summary>
    private int DisplayOffset(int counter)
    {
        bool isDoubleword = (_crtc[0x14] & 0x40) != 0, isByte = (_crtc[0x17] & 0x40) != 0;
        int wrapped = (_crtc[0x17] & 0x20) != 0 ? counter >> 15 : counter >> 13;
        int offset = isDoubleword ? (counter << 2) | (counter >> 14 & 3) : isByte ? counter : (counter << 1) | (wrapped & 1);
        return offset & (PlaneSize - 1);
    }

    private int Word(int register) => (_crtc[register] << 8) | _crtc[register + 1];
}
