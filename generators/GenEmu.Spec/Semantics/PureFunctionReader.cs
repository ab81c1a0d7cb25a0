using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenEmu.Spec.Semantics;

/// <summary>Reads the signatures of the functions that texts may call from their source, so that a text's calls are checked where they stand.</summary>
public static class PureFunctionReader
{
    private static readonly string[] PureClasses = ["Alu", "Packed"];
    private static readonly string[] UnitClasses = ["X87", "Xmm"];

    /// <summary>Whether a class' public functions may be called by texts.</summary>
    /// <param name="name">The class.</param>
    public static bool IsFunctions(string name) => PureClasses.Contains(name, StringComparer.Ordinal) || IsUnit(name);

    /// <summary>Whether a class is a unit's: its functions change the unit's state.</summary>
    /// <param name="name">The class.</param>
    public static bool IsUnit(string name) => UnitClasses.Contains(name, StringComparer.Ordinal);

    /// <summary>The signatures of a class. What is private, has its own type parameters or is no method is not for texts.</summary>
    /// <param name="declaration">The class.</param>
    public static EquatableArray<PureFunction> Read(ClassDeclarationSyntax declaration)
    {
        var owner = declaration.Identifier.ValueText;
        return new(declaration.Members
            .OfType<MethodDeclarationSyntax>()
            .Where(m => !m.Modifiers.Any(k => k.IsKind(SyntaxKind.PrivateKeyword)) && m.TypeParameterList is null)
            .Select(m => new PureFunction(owner, m.Identifier.ValueText, m.ReturnType.ToString(), new(Parameters(m, IsUnit(owner))))));
    }

    /// <summary>The signatures in a C# file.</summary>
    /// <param name="source">The file's text.</param>
    public static EquatableArray<PureFunction> Read(string source) => new(CSharpSyntaxTree.ParseText(source).GetRoot()
        .DescendantNodes().OfType<ClassDeclarationSyntax>().Where(c => IsFunctions(c.Identifier.ValueText)).SelectMany(c => Read(c)));

    private static IEnumerable<string> Parameters(MethodDeclarationSyntax method, bool isUnits) =>
        method.ParameterList.Parameters.Skip(isUnits ? 1 : 0).Select(p => p.Type?.ToString() ?? "");
}
