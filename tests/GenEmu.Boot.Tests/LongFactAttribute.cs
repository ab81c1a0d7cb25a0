namespace GenEmu.Boot.Tests;

/// <summary>A test that takes too long for every run: skipped unless <c>GENEMU_LONG=1</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute()
        => Skip = Environment.GetEnvironmentVariable("GENEMU_LONG") == "1" ? LinuxGuest.SkipReason : "it takes more than two minutes: set GENEMU_LONG=1";
}
