namespace GenEmu.DeviceConformance.Tests.Support;

/// <summary>The repository that these tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder)
        => folder is null ? throw new DirectoryNotFoundException("The tests do not run inside the repository.")
            : File.Exists(Path.Combine(folder.FullName, "GenEmu.sln")) ? folder.FullName
            : Find(folder.Parent);
}
