using System.Reflection;
using System.Text.RegularExpressions;
using GenEmu.Abstractions;
using GenEmu.Core;
using GenEmu.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenEmu.Tests;

/// <summary>What docs/asynchronous-devices.md shows of hosts compiles and runs. (Its devices are compiled with the generator's own tests.)</summary>
public sealed partial class AsynchronousDocumentTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "asynchronous-devices.md"));

    public static TheoryData<string> Samples
        => [.. CodeBlock().Matches(Page).Select(match => match.Groups["code"].Value).Where(code => !code.Contains("[Device(", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task A_host_in_the_documentation_runs(string code)
    {
        string source = $"using System; using System.Threading.Tasks; using GenEmu; public static class Sample {{ public static async Task Run() {{ {code} }} }}";
        MetadataReference[] references =
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
                .Concat([typeof(Machine).Assembly.Location, typeof(Vcpu).Assembly.Location, typeof(IDevice).Assembly.Location])
                .Select(path => MetadataReference.CreateFromFile(path)),
        ];
        var compilation = CSharpCompilation.Create("Sample", [CSharpSyntaxTree.ParseText(source)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        compilation.Emit(stream).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        MethodInfo run = Assembly.Load(stream.ToArray()).GetType("Sample")!.GetMethod("Run")!;
        await (Task)run.Invoke(null, null)!;
    }

    [Fact]
    public void There_are_samples() => Samples.Count.ShouldBeGreaterThanOrEqualTo(3);

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeBlock();
}
