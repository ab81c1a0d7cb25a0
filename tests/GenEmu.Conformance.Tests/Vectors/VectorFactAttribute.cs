namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>A fact over hardware vectors, skipped with a reason where they are not installed.</summary>
public sealed class VectorFactAttribute : FactAttribute
{
    public VectorFactAttribute() => Skip = VectorFolder.SkipReason;
}
