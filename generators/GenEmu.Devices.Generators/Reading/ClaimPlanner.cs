using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Groups methods into claims.</summary>
/// <remarks>
/// Ports are claimed width by width: the host splits an access whose width nobody claimed at that place, so a word register may share a port
/// with its neighbours' byte registers (the data and the first registers of an ATA channel) without taking words away from them. Memory
/// has no such map for every width, so ranges that touch the same bytes become one claim with all their widths.
/// </remarks>
internal static class ClaimPlanner
{
    public static List<ClaimModel> Plan(List<(HandlerModel Handler, Location Location)> handlers, ProblemList problems)
    {
        List<HandlerModel> unique = WithoutDuplicates(handlers, problems);
        List<ClaimModel> claims = [.. unique
            .GroupBy(handler => (handler.Space, handler.Base, handler.Priority, Width: handler.Space == AddressSpace.Port ? handler.Width : 0))
            .SelectMany(group => Join(Overlapping(group)))];
        foreach ((HandlerModel handler, Location location) in handlers)
        {
            CheckMode(handler, location, claims, problems);
        }

        return claims;
    }

    // What a claim says of batching and coalescing holds for all of it.
    private static void CheckMode(HandlerModel handler, Location location, List<ClaimModel> claims, ProblemList problems)
    {
        ClaimModel? claim = claims.Find(claim => claim.Handlers.Contains(handler));
        if (claim is null || (!handler.Batch && !handler.Coalesce))
        {
            return;
        }

        string mode = handler.Coalesce ? "coalesced" : "batched";
        if (claim.Handlers.FirstOrDefault(other => other.IsAsync) is { } late)
        {
            problems.Add(Descriptors.WrongMode, location, handler.ShortName, mode, $"'{late.ShortName}' answers later, and they share a claim");
        }
        else if (handler.Coalesce && claim.Handlers.FirstOrDefault(other => !other.IsRead && !other.Coalesce) is { } prompt)
        {
            problems.Add(Descriptors.WrongMode, location, handler.ShortName, mode, $"'{prompt.ShortName}' is not, and they share a claim");
        }
    }

    private static List<HandlerModel> WithoutDuplicates(List<(HandlerModel Handler, Location Location)> handlers, ProblemList problems)
    {
        List<HandlerModel> unique = [];
        foreach ((HandlerModel handler, Location location) in handlers)
        {
            HandlerModel? other = unique.Find(other => Collide(handler, other));
            if (other is null)
            {
                unique.Add(handler);
                continue;
            }

            long place = Math.Max(handler.Start, other.Start);
            string what = $"{handler.Width}-byte {(handler.IsRead ? "reads" : "writes")} at {(handler.Base is null ? "" : handler.Base + "+")}0x{place:X}";
            problems.Add(Descriptors.AnsweredTwice, location, other.ShortName, handler.ShortName, what);
        }

        return unique;
    }

    private static bool Collide(HandlerModel one, HandlerModel other) =>
        (one.Space, one.IsRead, one.Width, one.Base, one.Priority) == (other.Space, other.IsRead, other.Width, other.Base, other.Priority)
        && one.Start <= other.Last && other.Start <= one.Last;

    // Ranges that share a port or byte must be one claim. If one of the methods may answer later, the claim may.
    private static IEnumerable<ClaimModel> Overlapping(IEnumerable<HandlerModel> handlers)
    {
        List<HandlerModel> current = [];
        foreach (HandlerModel handler in handlers.OrderBy(handler => handler.Start))
        {
            if (current.Count > 0 && handler.Start >= current.Max(member => member.End))
            {
                yield return Claim(current);
                current.Clear();
            }

            current.Add(handler);
        }

        yield return Claim(current);
    }

    private static ClaimModel Claim(List<HandlerModel> handlers) => new(
        handlers[0].Space,
        handlers[0].Base,
        handlers[0].Start,
        handlers.Max(handler => handler.End),
        handlers.Aggregate(0, (widths, handler) => widths | handler.Width),
        handlers[0].Priority,
        handlers.Exists(handler => handler.IsAsync),
        handlers.Exists(handler => handler.Batch),
        handlers.Exists(handler => handler.Coalesce),
        new EquatableArray<HandlerModel>(handlers));

    private static (int Widths, bool IsAsync, bool Batch, bool Coalesce) Kind(ClaimModel claim) => (claim.Widths, claim.IsAsync, claim.Batch, claim.Coalesce);

    // Neighbours of the same kind are one claim.
    private static IEnumerable<ClaimModel> Join(IEnumerable<ClaimModel> claims)
    {
        ClaimModel? current = null;
        foreach (ClaimModel claim in claims)
        {
            if (current is not null && claim.Start == current.End && Kind(claim) == Kind(current))
            {
                current = current with { End = claim.End, Handlers = new EquatableArray<HandlerModel>(current.Handlers.Concat(claim.Handlers)) };
                continue;
            }

            if (current is not null)
            {
                yield return current;
            }

            current = claim;
        }

        if (current is not null)
        {
            yield return current;
        }
    }
}
