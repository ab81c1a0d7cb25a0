namespace GenEmu.Core.Tests.SystemLevel;

/// <summary>A test that needs QEMU; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class QemuFactAttribute : FactAttribute
{
    public const string Program = "qemu-system-i386";

    public QemuFactAttribute()
    {
        string[] path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        if (!path.Any(directory => File.Exists(Path.Combine(directory, Program))))
        {
            Skip = $"{Program} is not installed.";
        }
    }
}
