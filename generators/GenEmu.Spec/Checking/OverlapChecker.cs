using GenEmu.Spec.Forms;

namespace GenEmu.Spec.Checking;

/// <summary>Finds forms that claim the same bytes.</summary>
public static class OverlapChecker
{
    /// <summary>Compares all forms with each other.</summary>
    /// <param name="instructions">The forms of every instruction, in file order.</param>
    /// <returns>For each overlap the instruction's index and the diagnostic at its later form.</returns>
    public static IEnumerable<(int Instruction, SpecDiagnostic Diagnostic)> Check(IReadOnlyList<(string Name, IEnumerable<Form> Forms)> instructions)
    {
        var seen = new Dictionary<(OpcodeMap, int), List<(string Name, Form Form)>>();
        for (var i = 0; i < instructions.Count; i++)
        {
            var (name, forms) = instructions[i];
            foreach (var form in forms)
            {
                if (Others(seen, form).FirstOrDefault(o => Overlap(o.Form, form)) is { Form: not null } other)
                {
                    yield return (i, new SpecDiagnostic(
                        SpecRule.OverlappingEncodings, form.Span, $"'{form.Text}' overlaps '{other.Form.Text}' of '{other.Name}'."));
                }

                Add(seen, name, form);
            }
        }
    }

    private static IEnumerable<(string Name, Form Form)> Others(Dictionary<(OpcodeMap, int), List<(string Name, Form Form)>> seen, Form form) =>
        Enumerable.Range(form.Opcode, form.OpcodeCount).SelectMany(b => seen.TryGetValue((form.Map, b), out var list) ? list : []);

    private static void Add(Dictionary<(OpcodeMap, int), List<(string Name, Form Form)>> seen, string name, Form form)
    {
        foreach (var opcode in Enumerable.Range(form.Opcode, form.OpcodeCount))
        {
            if (!seen.TryGetValue((form.Map, opcode), out var list))
            {
                seen.Add((form.Map, opcode), list = []);
            }

            list.Add((name, form));
        }
    }

    /// <summary>A form with a mandatory prefix goes before one without, so only equal prefixes can overlap.</summary>
    private static bool Overlap(Form a, Form b) => a.Prefix == b.Prefix
        && !(a.Words.HasFlag(FormWords.Not64) && b.Words.HasFlag(FormWords.Only64))
        && !(a.Words.HasFlag(FormWords.Only64) && b.Words.HasFlag(FormWords.Not64))
        && (!a.HasModRm || !b.HasModRm || Enumerable.Range(0, 256).Any(m => a.Accepts(m) && b.Accepts(m)));
}
