using GenEmu.Spec.Checking;
using GenEmu.Spec.Forms;
using GenEmu.Spec.Semantics;
using GenEmu.Spec.Yaml;

namespace GenEmu.Spec;

/// <summary>The whole spec at once, for tools and tests; the generator does the same in incremental steps.</summary>
/// <param name="Instructions">The checked instructions, in file order.</param>
/// <param name="Lines">The first line of each, from zero.</param>
/// <param name="Diagnostics">Everything that is wrong, at absolute lines, in file order.</param>
public sealed record SpecModel(EquatableArray<InstructionModel> Instructions, EquatableArray<int> Lines, EquatableArray<SpecDiagnostic> Diagnostics)
{
    /// <summary>Reads and checks a spec.</summary>
    /// <param name="yaml">The text of opcodes.yaml.</param>
    /// <param name="functions">The pure functions that texts may call.</param>
    public static SpecModel Load(string yaml, EquatableArray<PureFunction> functions)
    {
        var document = SpecReader.Read(yaml);
        var models = document.Instructions.Select(i => InstructionChecker.Check(i, functions)).ToArray();
        var overlaps = OverlapChecker.Check([.. models.Select(m => (m.Name, Forms(m)))]);
        var diagnostics = document.Diagnostics
            .Concat(models.SelectMany((m, i) => m.Diagnostics.Select(d => d.Down(document.Lines[i]))))
            .Concat(overlaps.Select(o => o.Diagnostic.Down(document.Lines[o.Instruction])));
        return new SpecModel(new(models), document.Lines, new(diagnostics.OrderBy(d => d.Span.Line).ThenBy(d => d.Span.Column)));
    }

    private static IEnumerable<Form> Forms(InstructionModel model) => model.Forms.Select(f => f.Form);
}
