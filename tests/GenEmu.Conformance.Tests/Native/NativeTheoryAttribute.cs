namespace GenEmu.Conformance.Tests.Native;

/// <summary>A theory that needs a processor which runs 32-bit code, under Linux.</summary>
public sealed class NativeTheoryAttribute : TheoryAttribute
{
    private static readonly string? Reason = NativeProcessor.WhyNot();

    public NativeTheoryAttribute() => Skip = Reason!;
}
