using GenEmu.Spec;
using GenEmu.Spec.Semantics;

namespace GenEmu.Generators.Emit;

/// <summary>The parts of a text that is one iteration.</summary>
internal static class RepeatText
{
    /// <summary>The port's permission is checked even if the count is 0 (rule A1).</summary>
    public static int LeadingChecks(EquatableArray<Step> steps)
    {
        var leading = 0;
        for (var i = 0; i < steps.Count && steps[i] is Step.Load or Step.Invoke { Intrinsic.Name: "CheckIo" }; i++)
        {
            leading = steps[i] is Step.Invoke ? i + 1 : leading;
        }

        return leading;
    }

    /// <summary>The check of the port that a string instruction moves its elements through; null for other instructions.</summary>
    public static Step.Invoke? PortCheck(EquatableArray<Step> steps) => steps.OfType<Step.Invoke>().FirstOrDefault(i => i.Intrinsic.Name == "CheckIo");

    /// <summary>What does many iterations at once that only move memory; null for other instructions.</summary>
    public static string? MemoryBatch(EquatableArray<Step> steps, EquatableArray<OperandShape> shapes) =>
        PortCheck(steps) is not null || shapes[0] != OperandShape.StringDestination || !steps.OfType<Step.Store>().Any() ? null
        : shapes[1] == OperandShape.StringSource ? "Copy"
        : "Fill";

    /// <summary>Whether the elements go to the port.</summary>
    public static bool WritesPort(EquatableArray<Step> steps) => steps.OfType<Step.Invoke>().Any(i => i.Intrinsic.Name == "PortOut");
}
