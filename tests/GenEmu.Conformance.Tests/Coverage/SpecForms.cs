using GenEmu.Spec;
using GenEmu.Spec.Forms;
using GenEmu.Spec.Yaml;

namespace GenEmu.Conformance.Tests.Coverage;

/// <summary>The forms of opcodes.yaml by opcode.</summary>
internal sealed class SpecForms
{
    private readonly ILookup<(OpcodeMap Map, int Opcode), Form> _forms;

    public SpecForms()
    {
        SpecDocument document = SpecReader.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "opcodes.yaml")));
        document.Diagnostics.ShouldBeEmpty();
        var diagnostics = new List<SpecDiagnostic>();
        Form[] forms = [.. document.Instructions.SelectMany(i => i.Forms.Select(f => FormParser.Parse(f, diagnostics))).OfType<Form>()];
        diagnostics.ShouldBeEmpty();
        _forms = forms
            .SelectMany(form => Enumerable.Range(form.Opcode, form.OpcodeCount).Select(opcode => (Key: (form.Map, opcode), Form: form)))
            .ToLookup(pair => pair.Key, pair => pair.Form);
    }

    /// <summary>The form that an encoding means, or null.</summary>
    public Form? Find(Encoding encoding)
    {
        Form[] candidates =
        [
            .. _forms[(encoding.TwoByte ? OpcodeMap.Escape0F : OpcodeMap.Primary, encoding.Opcode)]
                .Where(f => (!f.HasModRm || f.Accepts(encoding.ModRm)) && Matches(f.Prefix, encoding)),
        ];
        return candidates.FirstOrDefault(f => f.Prefix != MandatoryPrefix.Any) ?? candidates.FirstOrDefault();
    }

    private static bool Matches(MandatoryPrefix prefix, Encoding encoding) => prefix switch
    {
        MandatoryPrefix.Any => true,
        MandatoryPrefix.Repeat => encoding.Rep,
        MandatoryPrefix.None => !encoding.Rep,
        _ => false,
    };
}
