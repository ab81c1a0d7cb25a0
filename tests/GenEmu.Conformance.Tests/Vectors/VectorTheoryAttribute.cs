namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>A theory over hardware vectors, skipped with a reason where they are not installed.</summary>
public sealed class VectorTheoryAttribute : TheoryAttribute
{
    public VectorTheoryAttribute() => Skip = VectorFolder.SkipReason;
}
