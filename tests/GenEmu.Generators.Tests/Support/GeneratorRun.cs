using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenEmu.Generators.Tests.Support;

/// <summary>The generator over a spec, and again over an edited one, with its steps tracked.</summary>
internal sealed class GeneratorRun
{
    private const string Alu = "internal static class Alu { public static uint Shl(uint value, uint count, uint bits) => value << (int)count; }";

    private readonly Compilation _compilation;
    private GeneratorDriver _driver;
    private SpecText _spec;

    public GeneratorRun(string yaml, string program = "class Program;")
    {
        var options = new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);
        _spec = new SpecText(yaml);
        _driver = CSharpGeneratorDriver.Create([new OpcodeGenerator().AsSourceGenerator()], [_spec], driverOptions: options);
        _compilation = CSharpCompilation.Create("Test", [CSharpSyntaxTree.ParseText(Alu), CSharpSyntaxTree.ParseText(program)]);
        _driver = _driver.RunGenerators(_compilation);
    }

    public GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

    public IReadOnlyList<Diagnostic> Diagnostics => Result.Diagnostics;

    /// <summary>The text of a generated file.</summary>
    public string this[string file] => Result.GeneratedSources.Single(s => s.HintName == file).SourceText.ToString();

    /// <summary>Runs again with another spec.</summary>
    public GeneratorRun Edit(string yaml)
    {
        var next = new SpecText(yaml);
        _driver = _driver.ReplaceAdditionalText(_spec, next).RunGenerators(_compilation);
        _spec = next;
        return this;
    }

    /// <summary>Runs again with another program and the same spec.</summary>
    public GeneratorRun EditProgram(string program)
    {
        _driver = _driver.RunGenerators(_compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees.Last(), CSharpSyntaxTree.ParseText(program)));
        return this;
    }

    /// <summary>Why each output of a step is as it is after the last run.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) => [.. Result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason)];

    /// <summary>How many files the last run wrote anew.</summary>
    public int FilesWritten => Result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs)
        .Count(o => o.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified);
}
