using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Reads the named bases.</summary>
internal static class BaseReader
{
    public static BaseModel[] Read(INamedTypeSymbol type, NameRegister keys, ProblemList problems, CancellationToken cancellationToken)
    {
        List<BaseModel> bases = [];
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (Read(attribute) is not { } place)
            {
                continue;
            }

            Location location = attribute.LocationOf("name", 0, cancellationToken);
            if (!SyntaxFacts.IsValidIdentifier(place.Name) || bases.Exists(other => other.Name == place.Name && other.Key != place.Key))
            {
                problems.Add(Descriptors.WrongName, location, place.Key, "a base's name: it begins with a letter, and no other base differs only in case or punctuation");
            }
            else if (keys.Add(place.Key, location))
            {
                bases.Add(place);
            }
        }

        return [.. bases];
    }

    private static BaseModel? Read(AttributeData attribute)
    {
        AddressSpace? space = attribute.Is(AttributeNames.PortBase) ? AddressSpace.Port : attribute.Is(AttributeNames.MmioBase) ? AddressSpace.Mmio : null;
        if (space is null)
        {
            return null;
        }

        string key = attribute.Positional(0, "");
        ulong address = space == AddressSpace.Port ? attribute.Positional(1, (ushort)0) : attribute.Positional(1, 0UL);
        return new BaseModel(space.Value, key, Pascal(key), address, attribute.Named("Enabled", true));
    }

    private static string Pascal(string key) => string.Concat(key
        .Split(key.Where(letter => !char.IsLetterOrDigit(letter)).ToArray(), StringSplitOptions.RemoveEmptyEntries)
        .Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)));
}
