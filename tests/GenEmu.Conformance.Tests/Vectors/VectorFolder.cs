namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>Where the hardware-captured vectors are: <c>GENEMU_VECTORS</c>, else <c>../shared/vectors</c> from the repository's root.</summary>
public static class VectorFolder
{
    /// <summary>The folder, or null where the vectors are not installed.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Why tests are skipped, or null if they run. In CI they are never skipped: a missing folder is a failure there.</summary>
    public static string? SkipReason => Path is null && !InCi
        ? "The hardware vectors are not here; set GENEMU_VECTORS to their folder."
        : null;

    private static bool InCi => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The forms of a set, in file order; empty without vectors.</summary>
    public static IReadOnlyList<string> Forms(string set) => Path is null
        ? []
        : [.. Directory.EnumerateFiles(System.IO.Path.Combine(Path, set), "*.MOO.gz")
            .Select(f => System.IO.Path.GetFileName(f)[..^".MOO.gz".Length])
            .Order(StringComparer.Ordinal)];

    /// <summary>A file of a set.</summary>
    public static string File(string set, string name) => System.IO.Path.Combine(
        Path ?? throw new DirectoryNotFoundException("The hardware vectors are missing; set GENEMU_VECTORS to their folder."), set, name);

    private static string? Find()
    {
        string? configured = Environment.GetEnvironmentVariable("GENEMU_VECTORS");
        if (!string.IsNullOrEmpty(configured))
        {
            return Directory.Exists(configured) ? configured : null;
        }

        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (System.IO.File.Exists(System.IO.Path.Combine(at.FullName, "GenEmu.sln")))
            {
                string beside = System.IO.Path.Combine(at.FullName, "..", "shared", "vectors");
                return Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }
}
