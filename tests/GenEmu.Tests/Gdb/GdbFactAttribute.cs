namespace GenEmu.Tests.Gdb;

/// <summary>A test that needs Debian's gdb: skipped with the reason where it is absent, but not with CI=true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GdbFactAttribute : FactAttribute
{
    public GdbFactAttribute() => Skip = Environment.GetEnvironmentVariable("CI") == "true" || File.Exists(GdbProgram.Path) ? null : $"{GdbProgram.Path} is missing: apt-get install gdb";
}
