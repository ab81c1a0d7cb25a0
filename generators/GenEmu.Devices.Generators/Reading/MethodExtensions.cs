using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Looks at methods.</summary>
internal static class MethodExtensions
{
    /// <summary>How generated code calls it: qualified, so that no local name can hide it.</summary>
    public static string CallName(this IMethodSymbol method)
    {
        string name = SyntaxFacts.GetKeywordKind(method.Name) == SyntaxKind.None ? method.Name : "@" + method.Name;
        return $"{(method.IsStatic ? method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) : "this")}.{name}";
    }
}
