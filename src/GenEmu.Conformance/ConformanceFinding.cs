namespace GenEmu.Conformance;

/// <summary>Something that a device does wrong.</summary>
/// <param name="Rule">What was expected.</param>
/// <param name="Message">What happened instead, at which access, and where to look.</param>
public sealed record ConformanceFinding(ConformanceRule Rule, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Rule}: {Message}";
}
