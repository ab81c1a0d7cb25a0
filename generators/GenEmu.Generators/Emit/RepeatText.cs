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
}
