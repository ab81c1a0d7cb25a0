namespace GenEmu.Spec;

/// <summary>
/// A place in opcodes.yaml, counted from zero. Inside an instruction's model the lines are relative to the instruction's
/// first line, so that a model stays equal when lines above it come or go.
/// </summary>
/// <param name="Line">The first line.</param>
/// <param name="Column">The column in the first line.</param>
/// <param name="EndLine">The last line.</param>
/// <param name="EndColumn">The column behind the last character.</param>
public readonly record struct SourceSpan(int Line, int Column, int EndLine, int EndColumn)
{
    /// <summary>A span within one line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="column">The first column.</param>
    /// <param name="length">The number of characters.</param>
    public static SourceSpan OnLine(int line, int column, int length) => new(line, column, line, column + length);

    /// <summary>The same place with lines counted from another origin.</summary>
    /// <param name="lines">How many lines further down.</param>
    public SourceSpan Down(int lines) => this with { Line = Line + lines, EndLine = EndLine + lines };
}
