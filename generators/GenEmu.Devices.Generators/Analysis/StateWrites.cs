using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Analysis;

/// <summary>Answers what calls between the methods of a class come to.</summary>
internal sealed class StateWrites(IReadOnlyDictionary<IMethodSymbol, MethodFacts> methods)
{
    /// <summary>The state that an event writes too early, if it does.</summary>
    public string? Early(EarlyEvent early) => Early(early, new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default));

    private string? Early(EarlyEvent early, HashSet<IMethodSymbol> visited)
    {
        if (early.Callee is not { } callee)
        {
            return early.State;
        }

        if (!early.OnlyForCallee)
        {
            return Anywhere(callee, new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default));
        }

        return visited.Add(callee) && methods.TryGetValue(callee, out MethodFacts? facts)
            ? facts.Early.Select(inner => Early(inner, visited)).FirstOrDefault(state => state is not null)
            : null;
    }

    private string? Anywhere(IMethodSymbol method, HashSet<IMethodSymbol> visited) => visited.Add(method) && methods.TryGetValue(method, out MethodFacts? facts)
        ? facts.Writes.FirstOrDefault() ?? facts.Callees.Select(callee => Anywhere(callee, visited)).FirstOrDefault(state => state is not null)
        : null;
}
