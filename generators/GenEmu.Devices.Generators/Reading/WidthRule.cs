using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>
/// Finds accesses that a claim takes from the host, which would have split them, and that then no method answers. For example: bytes
/// can be read and written at a port, and words only written. A word read there would be all ones instead of two bytes.
/// </summary>
internal static class WidthRule
{
    public static void Check(List<ClaimModel> claims, List<(HandlerModel Handler, Location Location)> handlers, ProblemList problems)
    {
        foreach ((HandlerModel handler, Location location) in handlers)
        {
            foreach (int width in new[] { 2, 4, 8 })
            {
                if (width > handler.Width && FirstHole(claims, handler, width) is { } hole)
                {
                    string place = $"{(handler.Base is null ? "" : handler.Base + "+")}0x{hole:X}";
                    problems.Add(Descriptors.MissingWidth, location, $"a {width}-byte {(handler.IsRead ? "read" : "write")} at {place}", handler.ShortName);
                    break;
                }
            }
        }
    }

    private static long? FirstHole(List<ClaimModel> claims, HandlerModel handler, int width)
    {
        foreach (ClaimModel claim in claims.Where(claim => (claim.Widths & width) != 0
            && (claim.Space, claim.Base, claim.Priority) == (handler.Space, handler.Base, handler.Priority)))
        {
            long place = AlignUp(Math.Max(handler.Start, claim.Start), width);
            while (place <= handler.Last && place + width <= claim.End)
            {
                HandlerModel? answer = claim.Handlers.FirstOrDefault(other =>
                    other.IsRead == handler.IsRead && other.Width == width && place >= other.Start && place <= other.Last);
                if (answer is null)
                {
                    return place;
                }

                place = AlignUp(answer.Last + 1, width);
            }
        }

        return null;
    }

    private static long AlignUp(long place, int width) => (place + width - 1) / width * width;
}
