namespace GenEmu.Boot.Tests;

/// <summary>As <see cref="LinuxFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = LinuxGuest.SkipReason;
}
