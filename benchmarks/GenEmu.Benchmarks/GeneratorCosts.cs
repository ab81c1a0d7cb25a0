using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using GenEmu.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace GenEmu.Benchmarks;

/// <summary>The opcode generator over opcodes.yaml: all of it, and again after an edit of one instruction.</summary>
[InProcess]
[WarmupCount(2)]
[IterationCount(8)]
public class GeneratorCosts
{
    private const string Before = "var r = dst + src;";
    private const string After = "var r = src + dst;";

    private readonly Spec[] _specs = new Spec[2];
    private Compilation _compilation = null!;
    private GeneratorDriver _driver = null!;
    private int _edits;

    [GlobalSetup]
    public void Prepare()
    {
        string root = Path.GetFullPath(Path.Combine(Folder(), "../.."));
        string yaml = File.ReadAllText(Path.Combine(root, "opcodes.yaml"));
        int at = yaml.IndexOf(Before, StringComparison.Ordinal);
        _specs[0] = new Spec(yaml);
        _specs[1] = new Spec(yaml[..at] + After + yaml[(at + Before.Length)..]);
        IEnumerable<string> sources = Directory.GetFiles(Path.Combine(root, "src/GenEmu.Core"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal));
        _compilation = CSharpCompilation.Create("GenEmu.Core", sources.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file))));
        _driver = Run(_specs[0]);
    }

    /// <summary>A new driver, as in a build.</summary>
    [Benchmark]
    public GeneratorDriver Cold() => Run(_specs[0]);

    /// <summary>The driver that an editor keeps, after ADD's text has changed.</summary>
    [Benchmark]
    public GeneratorDriver AfterAnEdit()
    {
        Spec old = _specs[_edits++ & 1];
        return _driver = _driver.ReplaceAdditionalText(old, _specs[_edits & 1]).RunGenerators(_compilation);
    }

    private GeneratorDriver Run(Spec spec) => CSharpGeneratorDriver.Create([new OpcodeGenerator().AsSourceGenerator()], [spec]).RunGenerators(_compilation);

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private sealed class Spec(string text) : AdditionalText
    {
        public override string Path => "/spec/opcodes.yaml";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
