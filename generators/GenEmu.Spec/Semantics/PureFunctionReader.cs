using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenEmu.Spec.Semantics;

/// <summary>Reads the signatures of the pure functions from their source, so that a text's calls are checked where they stand.</summary>
public static class PureFunctionReader
{
    /// <summary>The class that holds the functions.</summary>
    public const string ClassName = "Alu";

    /// <summary>The signatures of a class.</summary>
    /// <param name="declaration">The class.</param>
    public static EquatableArray<PureFunction> Read(ClassDeclarationSyntax declaration) => new(declaration.Members
        .OfType<MethodDeclarationSyntax>()
        .Where(m => !m.Modifiers.Any(k => k.IsKind(SyntaxKind.PrivateKeyword)))
        .Select(m => new PureFunction(
            m.Identifier.ValueText, m.ReturnType.ToString(), new(m.ParameterList.Parameters.Select(p => p.Type?.ToString() ?? "")))));

    /// <summary>The signatures in a C# file.</summary>
    /// <param name="source">The file's text.</param>
    public static EquatableArray<PureFunction> Read(string source) => new(CSharpSyntaxTree.ParseText(source).GetRoot()
        .DescendantNodes().OfType<ClassDeclarationSyntax>().Where(c => c.Identifier.ValueText == ClassName).SelectMany(c => Read(c)));
}
