namespace GenEmu.Spec.Text;

/// <summary>An expression of the text, as parsed.</summary>
/// <param name="Span">Its place.</param>
public abstract record Expression(SourceSpan Span)
{
    /// <summary>A number.</summary>
    public sealed record Number(ulong Value, SourceSpan Span) : Expression(Span);

    /// <summary>true or false.</summary>
    public sealed record Truth(bool Value, SourceSpan Span) : Expression(Span);

    /// <summary>An operand, register, flag, constant or local.</summary>
    public sealed record Name(string Identifier, SourceSpan Span) : Expression(Span);

    /// <summary>A prefix operator.</summary>
    public sealed record Unary(string Operator, Expression Operand, SourceSpan Span) : Expression(Span);

    /// <summary>An infix operator.</summary>
    public sealed record Binary(string Operator, Expression Left, Expression Right, SourceSpan Span) : Expression(Span);

    /// <summary>The conditional operator.</summary>
    public sealed record Choice(Expression Condition, Expression WhenTrue, Expression WhenFalse, SourceSpan Span) : Expression(Span);

    /// <summary>A cast to a C# integer type.</summary>
    public sealed record Cast(string Type, Expression Operand, SourceSpan Span) : Expression(Span);

    /// <summary>A call; the target is the part before the dot, or empty.</summary>
    public sealed record Call(string Target, string Function, EquatableArray<Expression> Arguments, SourceSpan Span, SourceSpan NameSpan) : Expression(Span);
}
