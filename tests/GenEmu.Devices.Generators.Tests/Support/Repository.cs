namespace GenEmu.Devices.Generators.Tests.Support;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder) => folder is null
        ? throw new DirectoryNotFoundException("GenEmu.sln is in no folder above the tests.")
        : File.Exists(Path.Combine(folder.FullName, "GenEmu.sln")) ? folder.FullName : Find(folder.Parent);
}
