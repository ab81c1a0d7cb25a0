using System.Reflection;
using System.Text.RegularExpressions;
using GenEmu.Abstractions;
using GenEmu.Core;
using GenEmu.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenEmu.Tests;

/// <summary>What the documents show of hosts compiles and runs. (Their devices are compiled with the generator's own tests.)</summary>
public sealed partial class HostDocumentTests
{
    private static readonly string[] Pages = ["asynchronous-devices.md", "debugging.md", "snapshots.md", "replay.md", "kvm-state.md"];

    public static TheoryData<string> Samples => [.. Pages.SelectMany(Hosts)];

    public static TheoryData<string> Embedding => [.. Hosts("embedding.md"), .. Hosts("gdb.md")];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task A_host_in_the_documentation_runs(string code)
    {
        MethodInfo run = Assembly.Load(Compile(code)).GetType("Sample")!.GetMethod("Run")!;
        await (Task)run.Invoke(null, null)!;
    }

    /// <summary>These want a BIOS in the current folder, so they are not run here; samples/EmbeddedHost is.</summary>
    [Theory]
    [MemberData(nameof(Embedding))]
    public void A_host_with_a_BIOS_compiles(string code) => Compile(code).ShouldNotBeEmpty();

    [Fact]
    public async Task The_host_of_the_debugging_page_stops_where_it_says()
    {
        string code = Hosts("debugging.md").First().Replace("Console.WriteLine(", "Lines.Add(", StringComparison.Ordinal);
        Type sample = Assembly.Load(Compile(code)).GetType("Sample")!;
        await (Task)sample.GetMethod("Run")!.Invoke(null, null)!;

        ((List<string>)sample.GetField("Lines")!.GetValue(null)!).ShouldBe(["Execute 7C05 hit by 7C05; next is 7C05", "Io 5E0 hit by 7C05; next is 7C06"]);
    }

    [Fact]
    public void There_are_samples()
    {
        Embedding.Count.ShouldBe(2);
        foreach (string page in Pages)
        {
            Hosts(page).ShouldNotBeEmpty(page);
        }
    }

    private static IEnumerable<string> Hosts(string page)
        => CodeBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", page)))
            .Select(match => match.Groups["code"].Value)
            .Where(code => !code.Contains("[Device(", StringComparison.Ordinal));

    private static byte[] Compile(string code)
    {
        string body = Using().Replace(code, "");
        string usings = string.Concat(Using().Matches(code).Select(match => match.Value));
        string source = $"using System; using System.Threading.Tasks; using GenEmu; {usings} public static class Sample {{ public static readonly System.Collections.Generic.List<string> Lines = []; public static async Task Run() {{ {body} }} }}";
        MetadataReference[] references =
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path) is string name && (name.StartsWith("System.", StringComparison.Ordinal) || name.Contains("Logging", StringComparison.Ordinal)))
                .Concat([typeof(Machine).Assembly.Location, typeof(Vcpu).Assembly.Location, typeof(IDevice).Assembly.Location])
                .Select(path => MetadataReference.CreateFromFile(path)),
        ];
        var compilation = CSharpCompilation.Create("Sample", [CSharpSyntaxTree.ParseText(source)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        compilation.Emit(stream).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return stream.ToArray();
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^using [A-Za-z.]+;\n", RegexOptions.Multiline, 1000)]
    private static partial Regex Using();
}
