using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using GenEmu.Abstractions;
using GenEmu.Devices.Generators.Tests.Support;

namespace GenEmu.Devices.Generators.Tests;

/// <summary>A plugin's author needs one package reference. Proved with the real package and the sample, outside the repository.</summary>
[Trait("Category", "Slow")]
public sealed class PackagingTests : IDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private readonly string _folder = Directory.CreateTempSubdirectory("genemu-packaging").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_sample_builds_against_the_package_runs_and_is_checked()
    {
        string feed = Path.Combine(_folder, "feed");
        string abstractions = Path.Combine(Repository.Root, "src", "GenEmu.Abstractions");
        await Dotnet(Repository.Root, "pack", abstractions, "--no-build", "-c", Configuration, "-o", feed);

        string sample = Path.Combine(_folder, "DevicePlugin");
        Directory.CreateDirectory(sample);
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, "samples", "DevicePlugin")))
        {
            File.Copy(file, Path.Combine(sample, Path.GetFileName(file)));
        }

        // A package folder of its own, for the cache of this account may hold another build of the same version.
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string[] build = ["build", "-c", Configuration, "-o", Path.Combine(_folder, "out"), $"-p:RestoreSources=\"{feed};{packages}\"", $"-p:RestorePackagesPath={Path.Combine(_folder, "packages")}"];
        await Dotnet(sample, build);
        File.Exists(Path.Combine(_folder, "out", "GenEmu.Abstractions.dll")).ShouldBeFalse("the machine shares its own");
        Throw(Path.Combine(_folder, "out", "DevicePlugin.dll")).ShouldBeInRange((byte)1, (byte)6);

        string source = Path.Combine(sample, "DiceDevice.cs");
        string text = await File.ReadAllTextAsync(source);
        await File.WriteAllTextAsync(source, text.Replace("private byte Throw()", "private async ValueTask<byte> Throw()", StringComparison.Ordinal)
            .Replace("return (byte)", "await Host.CompleteAt(1, Task.CompletedTask); return (byte)", StringComparison.Ordinal));
        (await Run(sample, build)).Output.ShouldContain("error GENDEV012: 'Throw' writes [State] '_current'");
        await File.WriteAllTextAsync(source, text.Replace("sealed partial", "sealed", StringComparison.Ordinal));
        (await Run(sample, build)).Output.ShouldContain("DiceDevice.cs(9,21): error GENDEV001");
    }

    private static byte Throw(string path)
    {
        AssemblyLoadContext context = new("plugin", isCollectible: true);
        context.Resolving += (_, name) => Array.Find(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == name.Name);
        using MemoryStream image = new(File.ReadAllBytes(path));
        Assembly plugin = context.LoadFromStream(image);
        using FakeHost host = new((IDevice)Activator.CreateInstance(plugin.GetType("DevicePlugin.DiceDevice", throwOnError: true)!)!, "seed=7");
        return host.In8(0x5F0);
    }

    private static async Task Dotnet(string folder, params string[] arguments)
    {
        (int exitCode, string output) = await Run(folder, arguments);
        exitCode.ShouldBe(0, output);
    }

    private static async Task<(int ExitCode, string Output)> Run(string folder, string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [.. arguments, "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
