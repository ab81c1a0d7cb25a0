namespace GenEmu.Boot.Tests;

/// <summary>As <see cref="LinuxFactAttribute"/>, and needs Debian's gdb.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxGdbFactAttribute : FactAttribute
{
    internal const string Gdb = "/usr/bin/gdb";

    public LinuxGdbFactAttribute() => Skip = LinuxGuest.SkipReason
        ?? (Environment.GetEnvironmentVariable("CI") == "true" || File.Exists(Gdb) ? null : $"{Gdb} is missing: apt-get install gdb");
}
