namespace GenEmu.Boot.Tests;

/// <summary>As <see cref="GuestFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GuestTheoryAttribute : TheoryAttribute
{
    public GuestTheoryAttribute() => Skip = GuestSoftware.SkipReason;
}
