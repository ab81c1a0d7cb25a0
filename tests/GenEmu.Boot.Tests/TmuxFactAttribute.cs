namespace GenEmu.Boot.Tests;

/// <summary>A test that needs tmux: skipped with the reason where it is absent, but not with CI=true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TmuxFactAttribute : FactAttribute
{
    public TmuxFactAttribute() => Skip = Environment.GetEnvironmentVariable("CI") == "true" || File.Exists(Tmux.Path) ? null : $"{Tmux.Path} is missing: apt-get install tmux";
}
