namespace GenEmu.Spec.Text;

/// <summary>A statement of the text, as parsed.</summary>
/// <param name="Span">Its place.</param>
public abstract record Statement(SourceSpan Span)
{
    /// <summary>A local's declaration.</summary>
    public sealed record Declare(string Type, string Name, Expression Value, SourceSpan Span, SourceSpan NameSpan) : Statement(Span);

    /// <summary>An assignment to an operand, register or local.</summary>
    public sealed record Assign(Expression.Name Target, Expression Value, SourceSpan Span) : Statement(Span);

    /// <summary>A call.</summary>
    public sealed record Invoke(Expression.Call Call, SourceSpan Span) : Statement(Span);

    /// <summary>A branch; the span is the condition's.</summary>
    public sealed record If(Expression Condition, EquatableArray<Statement> Then, EquatableArray<Statement> Else, SourceSpan Span) : Statement(Span);

    /// <summary>A block with its own locals.</summary>
    public sealed record Block(EquatableArray<Statement> Body, SourceSpan Span) : Statement(Span);
}
