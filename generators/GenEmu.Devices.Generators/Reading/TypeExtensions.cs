using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Looks at types.</summary>
internal static class TypeExtensions
{
    /// <summary>Whether the author wrote a member of an interface; naming the interface alone is harmless.</summary>
    /// <param name="type">The class.</param>
    /// <param name="interfaceName">The interface's full name, with <c>global::</c>.</param>
    public static bool Implements(this INamedTypeSymbol type, string interfaceName) => type.AllInterfaces
        .Where(candidate => candidate.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) == interfaceName)
        .SelectMany(candidate => candidate.GetMembers())
        .Any(member => type.FindImplementationForInterfaceMember(member) is not null);
}
