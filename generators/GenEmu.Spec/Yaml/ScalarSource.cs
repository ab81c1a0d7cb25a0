namespace GenEmu.Spec.Yaml;

/// <summary>A scalar as text, with its place.</summary>
/// <param name="Text">The text.</param>
/// <param name="Span">Where its characters stand, relative to the instruction.</param>
public sealed record ScalarSource(string Text, SourceSpan Span)
{
    /// <summary>The place of a part of the scalar; the scalar stands on one line.</summary>
    /// <param name="offset">The first character.</param>
    /// <param name="length">The number of characters.</param>
    public SourceSpan Part(int offset, int length) => SourceSpan.OnLine(Span.Line, Span.Column + offset, length);
}
