using System.Collections.Immutable;
using System.Runtime.Loader;
using GenEmu.Abstractions;
using GenEmu.Devices.Generators.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GenEmu.Devices.Generators.Tests.Support;

/// <summary>Compiles device sources with the generator, as a plugin's project would: nullable, every warning an error.</summary>
internal static class DeviceCompiler
{
    private const string Usings = "using System;using System.Threading;using System.Threading.Tasks;using GenEmu.Abstractions;";

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) == "netstandard.dll")
            .Append(typeof(IDevice).Assembly.Location)
            .Append(typeof(Microsoft.Extensions.Logging.ILogger).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>A compilation before the generator ran. The usings make up a line before the first, so lines count from 0 where the sources' count from 1.</summary>
    public static CSharpCompilation Compilation(string source, string before = "") => CSharpCompilation.Create(
        $"Devices{Guid.NewGuid():N}",
        [Tree(source, before)],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithNullableContextOptions(NullableContextOptions.Enable)
            .WithOverflowChecks(true)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithWarningLevel(9999)
            .WithGeneralDiagnosticOption(ReportDiagnostic.Error)
            .WithSpecificDiagnosticOptions(new Dictionary<string, ReportDiagnostic>(StringComparer.Ordinal)
            {
                // Short test devices have unused private members and no documentation.
                ["CS0169"] = ReportDiagnostic.Suppress,
                ["CS0414"] = ReportDiagnostic.Suppress,
                ["CS1591"] = ReportDiagnostic.Suppress,
                ["CS1998"] = ReportDiagnostic.Suppress,
            }));

    public static SyntaxTree Tree(string source, string before = "", string path = "Device.cs") =>
        CSharpSyntaxTree.ParseText($"{Usings}{before}\n{source}", Parse, path);

    public static GeneratorDriver Driver(DeviceGenerator? generator = null) => CSharpGeneratorDriver.Create(
        [(generator ?? new DeviceGenerator()).AsSourceGenerator()],
        parseOptions: Parse,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Compiles, loads and creates a device; anything that a compiler could say fails the test.</summary>
    public static IDevice Create(string source, string name = "D")
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compilation(source), out Compilation compiled, out ImmutableArray<Diagnostic> problems);
        problems.ShouldBeEmpty();
        using MemoryStream image = new();
        var result = compiled.Emit(image);
        string generated = string.Join('\n', compiled.SyntaxTrees.Skip(1));
        result.Diagnostics.Where(item => item.Severity != DiagnosticSeverity.Hidden).ShouldBeEmpty(generated);
        image.Position = 0;
        AssemblyLoadContext context = new(name: null, isCollectible: true);
        return (IDevice)Activator.CreateInstance(context.LoadFromStream(image).GetType(name)!)!;
    }

    /// <summary>What the generator wrote.</summary>
    public static string Generate(string source) => Driver().RunGenerators(Compilation(source)).GetRunResult().GeneratedTrees.Single().ToString();

    /// <summary>What the generator and the analyzer complain about, as <c>GENDEV001 (3,7) text</c>: line and column of the source, from 1.</summary>
    public static string[] Problems(string source, DeviceGenerator? generator = null, string before = "", bool mustCompile = false)
    {
        Driver(generator).RunGeneratorsAndUpdateCompilation(Compilation(source, before), out Compilation compiled, out ImmutableArray<Diagnostic> problems);
        ImmutableArray<Diagnostic> analyzed = compiled
            .WithAnalyzers([new WaitingAnalyzer()])
            .GetAnalyzerDiagnosticsAsync()
            .GetAwaiter()
            .GetResult();
        if (mustCompile)
        {
            compiled.GetDiagnostics().Where(item => item.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        }

        return [.. problems.Concat(analyzed).OrderBy(item => item.Location.SourceSpan.Start).Select(Describe)];
    }

    private static string Describe(Diagnostic problem)
    {
        var position = problem.Location.GetLineSpan().StartLinePosition;
        return $"{problem.Id} ({position.Line},{position.Character + 1}) {problem.GetMessage(null)}";
    }
}
