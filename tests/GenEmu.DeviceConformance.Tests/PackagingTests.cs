using System.Diagnostics;
using GenEmu.DeviceConformance.Tests.Support;

namespace GenEmu.DeviceConformance.Tests;

/// <summary>A device's author needs two package references. Proved with the real packages and the sample, outside the repository.</summary>
[Trait("Category", "Slow")]
public sealed class PackagingTests : IDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly string[] Packages = ["src/GenEmu.Abstractions", "src/GenEmu.Conformance"];

    private readonly string _folder = Directory.CreateTempSubdirectory("genemu-packaging").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_sample_builds_against_the_packages_and_finds_its_mistake()
    {
        string feed = Path.Combine(_folder, "feed");
        foreach (string package in Packages)
        {
            (await DotnetAsync(Repository.Root, "pack", package, "--no-build", "-c", Configuration, "-o", feed, "-v", "q")).Status.ShouldBe(0);
        }

        string sample = Path.Combine(_folder, "DeviceCheck");
        Directory.CreateDirectory(sample);
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, "samples", "DeviceCheck")))
        {
            File.Copy(file, Path.Combine(sample, Path.GetFileName(file)));
        }

        // A package folder of its own, for the cache of this account may hold another build of the same version.
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        (int status, string output) = await DotnetAsync(
            sample, "build", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-o", Path.Combine(_folder, "out"),
            $"-p:RestoreSources=\"{feed};{cache}\"", $"-p:RestorePackagesPath={Path.Combine(_folder, "packages")}");
        status.ShouldBe(0, output);

        (status, output) = await DotnetAsync(_folder, Path.Combine(_folder, "out", "DeviceCheck.dll"));
        status.ShouldBe(1);
        output.ShouldContain("Load: the device saves nothing, and a fresh instance goes on differently");
    }

    private static async Task<(int Status, string Output)> DotnetAsync(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
