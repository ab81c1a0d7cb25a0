namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>A kind of case in which a later processor differs from the captured one by design.</summary>
/// <param name="Name">What differs.</param>
/// <param name="Source">Where the later behaviour is documented.</param>
/// <param name="Applies">Which cases; decided by the case alone, never by GenEmu's result.</param>
/// <param name="Adjust">Turns the silicon's result into the later processor's; null where the SDM defines none, so that there is nothing to compare.</param>
public sealed record DesignRule(
    string Name,
    string Source,
    Func<VectorCase, RealModeInstruction, bool> Applies,
    Action<VectorCase, RealModeInstruction, VectorExpectation>? Adjust);
