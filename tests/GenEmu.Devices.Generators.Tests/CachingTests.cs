using System.Collections;
using System.Reflection;
using GenEmu.Devices.Generators.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenEmu.Devices.Generators.Tests;

/// <summary>The pipeline does no work for edits that do not concern a device: it runs at every keystroke.</summary>
public sealed class CachingTests
{
    private const string Source = """
        [Device("test.cached")] [PortBase("io", 1)] public sealed partial class D
        {
            [State] private byte _a;
            [Parameter("irq")] private int _irq = 1;
            [PortRead(0, Base = "io")] private byte Read() => _a;
            [PortRead(0, Base = "oi")] private byte Wrong() => _a;
        }
        """;

    [Fact]
    public void An_edit_in_another_file_changes_nothing()
    {
        CSharpCompilation compilation = DeviceCompiler.Compilation(Source);
        GeneratorRunResult result = RunTwice(compilation, compilation.AddSyntaxTrees(DeviceCompiler.Tree("class Other { }", path: "Other.cs")));
        Reasons(result, StepNames.Devices).ShouldBe([IncrementalStepRunReason.Unchanged]);
        Reasons(result, StepNames.Models).ShouldBe([IncrementalStepRunReason.Cached]);
        Reasons(result, StepNames.Problems).ShouldBe([IncrementalStepRunReason.Cached]);
        Outputs(result).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void An_edit_inside_a_method_of_the_device_changes_nothing()
    {
        GeneratorRunResult result = RunTwice(DeviceCompiler.Compilation(Source), DeviceCompiler.Compilation(Source.Replace("Wrong() => _a", "Wrong() => 12", StringComparison.Ordinal)));
        Reasons(result, StepNames.Devices).ShouldBe([IncrementalStepRunReason.Unchanged]);
        Outputs(result).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void An_edit_that_only_moves_the_device_moves_its_problems_but_writes_nothing()
    {
        GeneratorRunResult result = RunTwice(DeviceCompiler.Compilation(Source), DeviceCompiler.Compilation("// a new line\n" + Source));
        Reasons(result, StepNames.Devices).ShouldBe([IncrementalStepRunReason.Modified]);
        Reasons(result, StepNames.Problems).ShouldBe([IncrementalStepRunReason.Modified]);
        Reasons(result, StepNames.Models).ShouldBe([IncrementalStepRunReason.Unchanged]);
        result.Diagnostics.ShouldHaveSingleItem().Location.GetLineSpan().StartLinePosition.Line.ShouldBe(7);
    }

    [Theory]
    [InlineData("PortRead(0, Base = \"io\")", "PortRead(1, Base = \"io\")")]
    [InlineData("Parameter(\"irq\")", "Parameter(\"line\")")]
    [InlineData("byte _a", "ushort _a")]
    [InlineData("PortBase(\"io\", 1)", "PortBase(\"io\", 2)")]
    [InlineData("byte Read() => _a", "ValueTask<byte> Read() => default")]
    public void An_edit_that_matters_is_seen(string before, string after)
    {
        GeneratorRunResult result = RunTwice(DeviceCompiler.Compilation(Source), DeviceCompiler.Compilation(Source.Replace(before, after, StringComparison.Ordinal)));
        Reasons(result, StepNames.Models).ShouldBe([IncrementalStepRunReason.Modified]);
    }

    [Fact]
    public void A_second_device_leaves_the_first_alone()
    {
        CSharpCompilation compilation = DeviceCompiler.Compilation(Source);
        GeneratorRunResult result = RunTwice(compilation, compilation.AddSyntaxTrees(DeviceCompiler.Tree("[Device(\"test.second\")] partial class E { }", path: "E.cs")));
        Reasons(result, StepNames.Models).Order().ShouldBe([IncrementalStepRunReason.New, IncrementalStepRunReason.Cached]);
    }

    [Fact]
    public void No_step_keeps_symbols_or_syntax_alive()
    {
        GeneratorRunResult result = DeviceCompiler.Driver().RunGenerators(DeviceCompiler.Compilation(Source + "class X { [State] byte _b; }")).GetRunResult().Results[0];
        string[] steps = [StepNames.Devices, StepNames.Models, StepNames.Problems, StepNames.Strays];
        HashSet<object> visited = new(ReferenceEqualityComparer.Instance);
        foreach (object value in steps.SelectMany(step => result.TrackedSteps[step]).SelectMany(step => step.Outputs).Select(output => output.Value))
        {
            AssertPlain(value, visited);
        }

        visited.OfType<Model.DeviceModel>().ShouldNotBeEmpty("else nothing was looked at");
    }

    private static void AssertPlain(object? value, HashSet<object> visited)
    {
        if (value is null or string or DiagnosticDescriptor || value.GetType().IsPrimitive || value.GetType().IsEnum || !visited.Add(value))
        {
            return;
        }

        value.ShouldNotBeAssignableTo<ISymbol>();
        value.ShouldNotBeAssignableTo<SyntaxNode>();
        value.ShouldNotBeAssignableTo<SyntaxTree>();
        value.ShouldNotBeAssignableTo<Compilation>();
        value.ShouldNotBeAssignableTo<Location>();
        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                AssertPlain(item, visited);
            }
        }

        foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            AssertPlain(field.GetValue(value), visited);
        }
    }

    private static GeneratorRunResult RunTwice(CSharpCompilation first, CSharpCompilation second) =>
        DeviceCompiler.Driver().RunGenerators(first).RunGenerators(second).GetRunResult().Results[0];

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> Outputs(GeneratorRunResult result) =>
        result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason);
}
