using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GenEmu.Devices.Generators.Model;

/// <summary>Where something stands, as plain values: a <see cref="Location"/> would keep a whole syntax tree alive.</summary>
internal sealed record LocationInfo(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationInfo From(Location location) => new(location.GetLineSpan().Path, location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
