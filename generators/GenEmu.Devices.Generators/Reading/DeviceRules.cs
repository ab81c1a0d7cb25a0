using GenEmu.Devices.Generators.Emitting;
using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Rules about the device as a whole.</summary>
internal static class DeviceRules
{
    public static void Check(INamedTypeSymbol type, AttributeData attribute, DeviceModel model, ProblemList problems, CancellationToken cancellationToken)
    {
        CheckIdentity(attribute, model, problems, cancellationToken);
        CheckBases(type, model, problems, cancellationToken);
        CheckNames(type, model, problems);
        CheckInterfaces(type, model, problems);
        if (model.Claims.Count > byte.MaxValue + 1)
        {
            problems.Add(Descriptors.TooManyClaims, type.NameLocation(), type.Name, $"{model.Claims.Count}");
        }
    }

    private static void CheckIdentity(AttributeData attribute, DeviceModel model, ProblemList problems, CancellationToken cancellationToken)
    {
        string id = attribute.Positional(0, "");
        string[] parts = id.Split('.');
        if (parts.Length < 2 || Array.Exists(parts, part => part.Length == 0 || part.Any(letter => letter is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))))
        {
            problems.Add(Descriptors.WrongName, attribute.LocationOf("id", 0, cancellationToken), id, "a device's name: it is 'vendor.chip' in lower-case letters, digits and hyphens");
        }

        if (model.Version < 1)
        {
            problems.Add(Descriptors.WrongVersion, attribute.LocationOf("Version", null, cancellationToken), $"{model.Version}");
        }
    }

    private static void CheckBases(INamedTypeSymbol type, DeviceModel model, ProblemList problems, CancellationToken cancellationToken)
    {
        foreach (AttributeData attribute in type.Attributes(AttributeNames.PortBase).Concat(type.Attributes(AttributeNames.MmioBase)))
        {
            string key = attribute.Positional(0, "");
            if (model.Bases.Any(place => place.Key == key) && model.Claims.All(claim => claim.Base != key))
            {
                problems.Add(Descriptors.UnusedBase, attribute.LocationOf("name", 0, cancellationToken), key);
            }
        }
    }

    private static void CheckNames(INamedTypeSymbol type, DeviceModel model, ProblemList problems)
    {
        string[] generated = ["Host", .. model.Bases.SelectMany(place => new[] { "Move" + place.Name, "Enable" + place.Name })];
        foreach (ISymbol member in generated.SelectMany(name => type.GetMembers(name)))
        {
            problems.Add(Descriptors.NameTaken, member.NameLocation(), member.Name);
        }
    }

    private static void CheckInterfaces(INamedTypeSymbol type, DeviceModel model, ProblemList problems)
    {
        List<(string Interface, string Reason)> generated = [(Names.Device, "[Device]")];
        if (model.IsStateful)
        {
            generated.Add((Names.Stateful, "[State]"));
        }

        generated.AddRange(model.Claims.Select(claim => (Names.Interface(claim.Space, claim.IsAsync), "access methods")).Distinct());
        foreach ((string name, string reason) in generated)
        {
            if (type.Implements(name))
            {
                problems.Add(Descriptors.ImplementedTwice, type.NameLocation(), type.Name, name.Substring(name.LastIndexOf('.') + 1), reason);
            }
        }
    }
}
