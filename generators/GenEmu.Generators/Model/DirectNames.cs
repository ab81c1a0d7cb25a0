using GenEmu.Generators.Emit;
using GenEmu.Spec;

namespace GenEmu.Generators.Model;

/// <summary>A group of direct handlers without their texts.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Choice">By what one is chosen.</param>
/// <param name="Handlers">The methods' names.</param>
internal sealed record DirectNames(string Name, DirectChoice Choice, EquatableArray<string> Handlers)
{
    /// <summary>The names of a group.</summary>
    public static DirectNames Of(DirectGroup group) => new(group.Name, group.Choice, new(group.Handlers.Select(h => h.Name)));
}
