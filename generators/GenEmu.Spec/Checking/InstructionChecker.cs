using GenEmu.Spec.Forms;
using GenEmu.Spec.Semantics;
using GenEmu.Spec.Text;
using GenEmu.Spec.Yaml;

namespace GenEmu.Spec.Checking;

/// <summary>Makes the checked model of one instruction.</summary>
public static class InstructionChecker
{
    /// <summary>Checks an instruction.</summary>
    /// <param name="source">The instruction as written.</param>
    /// <param name="functions">The pure functions that texts may call.</param>
    public static InstructionModel Check(InstructionSource source, EquatableArray<PureFunction> functions)
    {
        var diagnostics = new List<SpecDiagnostic>(source.Diagnostics);
        var forms = source.Forms.Select(f => FormParser.Parse(f, diagnostics)).OfType<Form>().ToArray();
        var text = TextParser.Parse(source.Text, diagnostics);
        var identifier = source.Identifier;
        var bodies = new Dictionary<Shape, EquatableArray<Step>>();
        foreach (var (form, shape) in forms.SelectMany(f => Shape.OperandSizes.Select(s => (f, Shape.Of(f, s)))))
        {
            if (!bodies.TryGetValue(shape, out var steps))
            {
                steps = Lowering.Lower(shape, functions, text, diagnostics);
                bodies.Add(shape, steps);
            }

            PathChecker.Check(form, steps, diagnostics);
        }

        CheckLock(source, forms, bodies.Values, diagnostics);
        var handlers = NameHandlers(identifier, bodies);
        var models = forms.Select(f => new FormModel(
            f, new(Shape.OperandSizes.Select(s => handlers[Shape.Of(f, s)].Name)), FactsReader.Read(f, bodies[Shape.Of(f, Shape.OperandSizes[0])])));
        return new InstructionModel(
            source.Name.Text, identifier, source.Repeat, source.Lock is not null, source.Cpuid ?? "",
            new(models), new(handlers.Values.GroupBy(h => h.Name, StringComparer.Ordinal).Select(g => g.First())), new(diagnostics.Distinct()));
    }

    private static void CheckLock(InstructionSource source, Form[] forms, IEnumerable<EquatableArray<Step>> bodies, List<SpecDiagnostic> diagnostics)
    {
        var writes = bodies.Any(b => b.SelectMany(s => s.All()).OfType<Step.Store>().Any(s => s.Slot == 0));
        if (source.Lock is { } span && !(writes && Array.Exists(forms, f => f.Operands.Count > 0 && f.Operands[0].CanBeMemory)))
        {
            diagnostics.Add(new SpecDiagnostic(SpecRule.LockWithoutMemoryDestination, span, "LOCK needs a form that writes a memory destination."));
        }
    }

    /// <summary>One handler for all shapes that lower to the same steps, named by its operands' bytes; by the operand size too where they do not tell.</summary>
    private static Dictionary<Shape, Handler> NameHandlers(string identifier, Dictionary<Shape, EquatableArray<Step>> bodies)
    {
        var handlers = new Dictionary<Shape, Handler>();
        var isMixed = bodies.Keys.Select(k => k.Units & (UnitUse.Mmx | UnitUse.Sse)).Distinct().Count() > 1;
        foreach (var group in bodies.GroupBy(b => NameOf(b.Key, isMixed), StringComparer.Ordinal))
        {
            var distinct = group.Select(b => b.Value).Distinct().ToList();
            foreach (var body in group)
            {
                var shape = body.Key;
                var isFirst = group.First(b => b.Value == body.Value).Key;
                var name = identifier + group.Key + (distinct.Count == 1 ? "" : $"_o{isFirst.OperandSize}" + (isFirst.Size == isFirst.OperandSize ? "" : $"s{isFirst.Size}"));
                handlers.Add(shape, new Handler(name, isFirst, body.Value));
            }
        }

        return handlers;
    }

    /// <summary>The operands' bytes, and the units if not all forms use the same.</summary>
    private static string NameOf(Shape shape, bool isMixed) =>
        (isMixed ? ((shape.Units & UnitUse.Mmx) != 0 ? "_mmx" : "") + ((shape.Units & UnitUse.Sse) != 0 ? "_sse" : "") : "")
        + string.Concat(shape.Operands.Select(o => "_" + o))
        + ((shape.Rights & FormWords.Unaligned) != 0 ? "_u" : "");
}
