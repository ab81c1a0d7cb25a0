using System.Globalization;

namespace GenEmu.Spec;

/// <summary>A broken rule at its place.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Span">Where; relative to the instruction while inside a model.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
public sealed record SpecDiagnostic(SpecRule Rule, SourceSpan Span, string Message)
{
    /// <summary>The identifier that tools show.</summary>
    public string Id => string.Format(CultureInfo.InvariantCulture, "GENEMU{0:000}", (int)Rule);

    /// <summary>The same diagnostic with lines counted from another origin.</summary>
    /// <param name="lines">How many lines further down.</param>
    public SpecDiagnostic Down(int lines) => this with { Span = Span.Down(lines) };
}
