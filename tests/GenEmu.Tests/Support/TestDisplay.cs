using GenEmu.Abstractions;

namespace GenEmu.Tests.Support;

/// <summary>A text display of 40 × 4 whose rows a test writes.</summary>
internal sealed class TestDisplay : IDevice, ITextDisplay
{
    public const int Width = 40;

    private readonly string[] _rows = ["", "", "", ""];

    public bool IsText { get; set; } = true;

    public int Columns => IsText ? Width : 0;

    public int Rows => IsText ? _rows.Length : 0;

    public int? Cursor => null;

    public void Show(int row, string text) => _rows[row] = text;

    public void Read(Span<TextCell> cells)
    {
        for (int i = 0; i < Width * _rows.Length; i++)
        {
            string row = _rows[i / Width];
            cells[i] = new TextCell((byte)(i % Width < row.Length ? row[i % Width] : ' '), 7);
        }
    }

    public void Attach(IDeviceHost host) => host.Provide<ITextDisplay>(this);

    public void Reset(ResetKind kind)
    {
        // Keeps what the test wrote.
    }
}
