namespace GenEmu.Boot.Tests;

/// <summary>A test that needs the guests of make-guests.sh: skipped with the reason where they are absent, but not with CI=true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = LinuxGuest.SkipReason;
}
