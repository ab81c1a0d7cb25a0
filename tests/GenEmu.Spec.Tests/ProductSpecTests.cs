using GenEmu.Spec.Semantics;

namespace GenEmu.Spec.Tests;

public class ProductSpecTests
{
    [Fact]
    public void The_product_spec_has_no_diagnostics()
    {
        var functions = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Alu")).SelectMany(f => PureFunctionReader.Read(File.ReadAllText(f)));

        var model = SpecModel.Load(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "opcodes.yaml")), new(functions));

        model.Diagnostics.Select(d => $"{d.Span.Line + 1},{d.Span.Column + 1}: {d.Id} {d.Message}").ShouldBeEmpty();
        model.Instructions.Count.ShouldBeGreaterThan(100);
    }
}
