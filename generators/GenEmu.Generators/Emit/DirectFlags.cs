using GenEmu.Spec;
using GenEmu.Spec.Semantics;
using GenEmu.Spec.Yaml;

namespace GenEmu.Generators.Emit;

/// <summary>What a text does with the arithmetic flags. The same flags are written twice in a row so often that it pays to know which writing is in vain.</summary>
internal static class DirectFlags
{
    /// <summary>The traits of a text with operands of the given shapes. A repetition looks at its flags itself, and may be left after any iteration.</summary>
    public static DirectChoice Of(EquatableArray<Step> steps, EquatableArray<OperandShape> shapes, RepeatKind repeat)
    {
        var all = steps.SelectMany(s => s.All()).ToArray();
        var writes = all.OfType<Step.SetFlags>().Any(f => f.Operation != FlagOperation.Undefined);
        var kills = steps.OfType<Step.SetFlags>().Any(f => ReplacesAll(f.Operation));
        var reads = all.SelectMany(s => s.Values()).SelectMany(v => v.All()).Any(v => v is Value.Flag or Value.Condition);
        return (writes && repeat == RepeatKind.None ? DirectChoice.Flags : 0) | (kills ? DirectChoice.KillsFlags : 0)
            | (reads || repeat != RepeatKind.None || shapes.Any(OperandShapes.IsMemory) || all.OfType<Step.Invoke>().Any() ? DirectChoice.NeedsFlags : 0);
    }

    /// <summary>Whether it makes both flag words without a look at the old ones.</summary>
    private static bool ReplacesAll(FlagOperation operation) => operation
        is FlagOperation.Add or FlagOperation.Sub or FlagOperation.Neg or FlagOperation.Logic or FlagOperation.Shift or FlagOperation.Mul;
}
