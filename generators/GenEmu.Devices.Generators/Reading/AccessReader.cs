using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Reads the methods that answer accesses.</summary>
internal sealed class AccessReader(INamedTypeSymbol type, BaseModel[] bases, ProblemList problems, CancellationToken cancellationToken)
{
    public List<(HandlerModel Handler, Location Location)> Read()
    {
        List<(HandlerModel Handler, Location Location)> handlers = [];
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            foreach (AttributeData attribute in method.GetAttributes())
            {
                if (Direction(attribute) is var (space, isRead) && Read(method, attribute, space, isRead) is { } handler)
                {
                    handlers.Add((handler, attribute.LocationOf("Offset", 0, cancellationToken)));
                }
            }
        }

        return handlers;
    }

    private static (AddressSpace Space, bool IsRead)? Direction(AttributeData attribute) => attribute.AttributeClass?.ToDisplayString() switch
    {
        AttributeNames.PortRead => (AddressSpace.Port, true),
        AttributeNames.PortWrite => (AddressSpace.Port, false),
        AttributeNames.MmioRead => (AddressSpace.Mmio, true),
        AttributeNames.MmioWrite => (AddressSpace.Mmio, false),
        _ => null,
    };

    private HandlerModel? Read(IMethodSymbol method, AttributeData attribute, AddressSpace space, bool isRead)
    {
        if (AccessSignature.Read(method, space, isRead, out string objection) is not { } signature)
        {
            problems.Add(Descriptors.WrongAccessMethod, method.NameLocation(), method.Name, objection);
            return null;
        }

        string? key = attribute.Named<string?>("Base", null);
        if (key is not null && !Array.Exists(bases, place => place.Key == key && place.Space == space))
        {
            string hint = Array.Exists(bases, place => place.Key == key) ? " (the base of that name is in the other address space)" : "";
            problems.Add(Descriptors.UnknownBase, attribute.LocationOf("Base", null, cancellationToken), key, type.Name, space.ToString(), hint);
            return null;
        }

        long start = Number(attribute, "Offset", attribute.Positional<object>(0, 0));
        long length = Number(attribute, "Length", 1);
        HandlerModel handler = new(
            method.CallName(),
            space,
            isRead,
            signature.IsAsync,
            signature.TakesOffset,
            signature.TakesToken,
            signature.Width,
            key,
            start,
            Math.Max(length, signature.Width),
            attribute.Named("Priority", 0),
            attribute.Named("Batch", false),
            attribute.Named("Coalesce", false));
        return IsInside(handler, length, attribute) ? handler : null;
    }

    // A port attribute holds an int, a memory attribute a long.
    private static long Number(AttributeData attribute, string name, object fallback) => Convert.ToInt64(attribute.Named(name, fallback));

    private bool IsInside(HandlerModel handler, long length, AttributeData attribute)
    {
        long last = handler.Space == AddressSpace.Port ? 0xFFFF : long.MaxValue - 8;
        if (length is < 1 or > int.MaxValue)
        {
            problems.Add(Descriptors.OutsideSpace, attribute.LocationOf("Length", null, cancellationToken), $"a range is at least 1 long, not {length}");
            return false;
        }

        if (handler.Start < 0 || handler.Start > last || handler.Length - 1 > last - handler.Start)
        {
            string range = handler.Length == 1 ? $"{handler.Start}" : $"{handler.Start} to {handler.Start + handler.Length - 1}";
            problems.Add(
                Descriptors.OutsideSpace,
                attribute.LocationOf("Offset", 0, cancellationToken),
                handler.Space == AddressSpace.Port ? $"{range} is outside the ports 0 to 65535" : $"{range} is no offset");
            return false;
        }

        return true;
    }
}
