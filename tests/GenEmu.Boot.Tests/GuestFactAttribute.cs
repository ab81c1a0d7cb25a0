namespace GenEmu.Boot.Tests;

/// <summary>A test that needs guest software from Debian packages: skipped with the reason where it is absent, but not with CI=true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GuestFactAttribute : FactAttribute
{
    public GuestFactAttribute() => Skip = GuestSoftware.SkipReason;
}
