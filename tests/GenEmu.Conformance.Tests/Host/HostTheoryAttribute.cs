namespace GenEmu.Conformance.Tests.Host;

/// <summary>A theory that asks the host's processor, skipped where the host is another.</summary>
public sealed class HostTheoryAttribute : TheoryAttribute
{
    public HostTheoryAttribute() => Skip = HostProcessor.SkipReason;
}
