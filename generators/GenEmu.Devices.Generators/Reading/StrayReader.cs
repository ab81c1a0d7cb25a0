using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Finds attributes outside a device. Without this, a class whose author forgot <c>[Device]</c> would compile and do nothing.</summary>
internal static class StrayReader
{
    public static DiagnosticInfo? Read(GeneratorAttributeSyntaxContext context)
    {
        INamedTypeSymbol? type = context.TargetSymbol as INamedTypeSymbol ?? context.TargetSymbol.ContainingType;
        if (type is null || type.Attributes(AttributeNames.Device).Any())
        {
            return null;
        }

        AttributeData attribute = context.Attributes[0];
        Location location = attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? context.TargetNode.GetLocation();
        string name = attribute.AttributeClass?.Name.Replace("Attribute", "") ?? "";
        return new DiagnosticInfo(Descriptors.NoDevice, LocationInfo.From(location), new EquatableArray<string>([name, type.Name]));
    }
}
