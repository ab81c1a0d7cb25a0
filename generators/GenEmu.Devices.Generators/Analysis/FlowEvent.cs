using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GenEmu.Devices.Generators.Analysis;

/// <summary>One thing that happens when a method runs: it writes state, calls a method of its class, or waits.</summary>
/// <param name="Syntax">The expression that is complete when it has happened.</param>
/// <param name="State">The state that is written.</param>
/// <param name="Callee">The method that is called.</param>
/// <param name="IsWait">Whether the method may wait here.</param>
internal sealed record FlowEvent(SyntaxNode Syntax, string? State, IMethodSymbol? Callee, bool IsWait)
{
    /// <summary>Orders the events of one statement as they happen: operands before what uses them, left before right.</summary>
    public static IEnumerable<FlowEvent> InOrder(IEnumerable<FlowEvent> events) =>
        events.OrderBy(item => item.Syntax.Span.End).ThenByDescending(item => item.Syntax.SpanStart).ThenBy(item => item.IsWait);

    /// <summary>Whether this waits for the very call that <paramref name="call"/> is.</summary>
    public bool WaitsFor(FlowEvent call)
    {
        TextSpan inner = call.Syntax.Span;
        return IsWait && call.Callee is not null && Syntax.Span.End == inner.End && Syntax.Span.Contains(inner);
    }
}
