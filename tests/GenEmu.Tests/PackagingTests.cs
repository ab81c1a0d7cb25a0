using System.Diagnostics;
using GenEmu.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>A host needs two package references. Proved with the real packages and the sample, outside the repository.</summary>
[Trait("Category", "Slow")]
public sealed class PackagingTests : IDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly string[] Packages = ["src/GenEmu.Abstractions", "src/GenEmu.Core", "src/GenEmu", "plugins/GenEmu.Plugins.Pc"];

    private readonly string _folder = Directory.CreateTempSubdirectory("genemu-packaging").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_embedding_sample_builds_against_the_packages_and_runs()
    {
        string feed = Path.Combine(_folder, "feed");
        foreach (string package in Packages)
        {
            await DotnetAsync(Repository.Root, "pack", package, "--no-build", "-c", Configuration, "-o", feed, "-v", "q");
        }

        string sample = Path.Combine(_folder, "EmbeddedHost");
        Directory.CreateDirectory(sample);
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, "samples", "EmbeddedHost")))
        {
            File.Copy(file, Path.Combine(sample, Path.GetFileName(file)));
        }

        // A package folder of its own, for the cache of this account may hold another build of the same version.
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await DotnetAsync(
            sample, "build", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-o", Path.Combine(_folder, "out"),
            $"-p:RestoreSources=\"{feed};{cache}\"", $"-p:RestorePackagesPath={Path.Combine(_folder, "packages")}");

        string bios = Path.Combine(_folder, "bios.bin");
        await File.WriteAllBytesAsync(bios, new Guest(SayHello).Rom);
        string output = await DotnetAsync(_folder, Path.Combine(_folder, "out", "EmbeddedHost.dll"), bios);
        output.ShouldContain("The lamp is on.");
        output.ShouldContain("Hi");
        output.ShouldContain("Stopped after");
        output.ShouldContain("the guest switched the machine off");
    }

    private static void SayHello(Iced.Intel.Assembler a)
    {
        Out(a, 0x5F0, [1]);
        Out(a, 0x3F8, "Hi"u8);
        Out(a, 0x8900, "Shutdown"u8);
    }

    private static void Out(Iced.Intel.Assembler a, ushort port, ReadOnlySpan<byte> values)
    {
        a.mov(dx, port);
        foreach (byte value in values)
        {
            a.mov(al, value);
            a.@out(dx, al);
        }
    }

    private static async Task<string> DotnetAsync(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, output);
        return output;
    }
}
