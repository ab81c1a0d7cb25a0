using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Reads what the class is and where it stands.</summary>
internal static class ShapeReader
{
    public static ShapeModel? Read(INamedTypeSymbol type, ProblemList problems, CancellationToken cancellationToken)
    {
        if (Objection(type) is { } objection)
        {
            problems.Add(Descriptors.WrongShape, type.NameLocation(), type.Name, objection);
            return null;
        }

        INamedTypeSymbol[] chain = [.. Chain(type).Reverse()];
        INamedTypeSymbol? closed = Array.Find(chain, candidate => !IsPartial(candidate, cancellationToken));
        if (closed is not null)
        {
            problems.Add(Descriptors.NotPartial, closed.NameLocation(), closed.Name);
            return null;
        }

        string containingNamespace = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString();
        string[] declarations = [.. chain.Select(Declaration)];
        return new ShapeModel(containingNamespace, new EquatableArray<string>(declarations.Take(chain.Length - 1)), declarations[chain.Length - 1], type.Name);
    }

    private static string? Objection(INamedTypeSymbol type) => type switch
    {
        { IsStatic: true } => "a static class has no instances, and a device is one chip on a board",
        { IsAbstract: true } => "an abstract class has no instances, and a device is one chip on a board",
        _ when IsDevice(type.BaseType) => $"its base class '{type.BaseType?.Name}' is one already; put what both share into a class that is none",
        _ when Chain(type).Any(candidate => candidate.IsGenericType) => "nothing would say for which type argument a machine file names it",
        _ => null,
    };

    private static bool IsDevice(INamedTypeSymbol? type) => type is not null && (type.Attributes(AttributeNames.Device).Any() || IsDevice(type.BaseType));

    private static IEnumerable<INamedTypeSymbol> Chain(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            yield return current;
        }
    }

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellationToken) => type.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax(cancellationToken))
        .OfType<TypeDeclarationSyntax>()
        .All(declaration => declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string Declaration(INamedTypeSymbol type)
    {
        string kind = type switch
        {
            { IsRecord: true, IsValueType: true } => "record struct",
            { IsRecord: true } => "record",
            { TypeKind: TypeKind.Struct } => "struct",
            { TypeKind: TypeKind.Interface } => "interface",
            _ => "class",
        };
        return $"partial {kind} {type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}";
    }
}
