using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Looks into attributes.</summary>
internal static class AttributeExtensions
{
    public static bool Is(this AttributeData attribute, string fullName) => attribute.AttributeClass?.ToDisplayString() == fullName;

    public static IEnumerable<AttributeData> Attributes(this ISymbol symbol, string fullName) =>
        symbol.GetAttributes().Where(attribute => attribute.Is(fullName));

    /// <summary>A named argument, or what stands in its place.</summary>
    public static T Named<T>(this AttributeData attribute, string name, T fallback)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Value is T value)
            {
                return value;
            }
        }

        return fallback;
    }

    /// <summary>A positional argument. Code that does not compile may lack it.</summary>
    public static T Positional<T>(this AttributeData attribute, int index, T fallback) =>
        index < attribute.ConstructorArguments.Length && attribute.ConstructorArguments[index].Value is T value ? value : fallback;

    /// <summary>Where an argument stands; the whole attribute if it was left out.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="name">Its property's name.</param>
    /// <param name="index">Its place among the positional arguments, if it has one.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static Location LocationOf(this AttributeData attribute, string name, int? index, CancellationToken cancellationToken)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is not AttributeSyntax syntax)
        {
            return Location.None;
        }

        AttributeArgumentSyntax[] arguments = [.. syntax.ArgumentList?.Arguments ?? []];
        AttributeArgumentSyntax? found = arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)
            ?? arguments.Where((argument, place) => argument.NameEquals is null && place == index).FirstOrDefault();
        return (found?.Expression ?? (SyntaxNode)syntax).GetLocation();
    }

    /// <summary>Where a symbol's name stands.</summary>
    public static Location NameLocation(this ISymbol symbol) => symbol.Locations.FirstOrDefault() ?? Location.None;
}
