namespace GenEmu.Abstractions;

/// <summary>A text screen that a host can show. Read on the machine's thread.</summary>
public interface ITextDisplay
{
    /// <summary>Whether the adapter is in a text mode now.</summary>
    bool IsText { get; }

    /// <summary>Characters a row, 0 outside text modes.</summary>
    int Columns { get; }

    /// <summary>Rows, 0 outside text modes.</summary>
    int Rows { get; }

    /// <summary>The cursor's cell, row × <see cref="Columns"/> + column; <see langword="null"/> while it is hidden or off the screen.</summary>
    int? Cursor { get; }

    /// <summary>Copies the visible cells, row by row.</summary>
    /// <param name="cells">At least <see cref="Columns"/> × <see cref="Rows"/> long.</param>
    void Read(Span<TextCell> cells);
}
