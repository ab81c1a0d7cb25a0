using GenEmu.Spec;
using GenEmu.Spec.Checking;
using GenEmu.Spec.Forms;
using GenEmu.Spec.Semantics;

namespace GenEmu.Conformance.Tests;

/// <summary>The forms of opcodes.yaml by opcode.</summary>
internal sealed class SpecForms
{
    private readonly ILookup<(OpcodeMap Map, int Opcode), FormModel> _forms;

    private SpecForms(IEnumerable<FormModel> forms)
        => _forms = forms
            .SelectMany(model => Enumerable.Range(model.Form.Opcode, model.Form.OpcodeCount).Select(opcode => (Key: (model.Form.Map, opcode), Model: model)))
            .ToLookup(pair => pair.Key, pair => pair.Model);

    /// <summary>The whole spec, which must be right.</summary>
    public static SpecModel LoadModel()
    {
        IEnumerable<PureFunction> functions = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Alu"))
            .SelectMany(file => PureFunctionReader.Read(File.ReadAllText(file)));
        SpecModel model = SpecModel.Load(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "opcodes.yaml")), new(functions));
        model.Diagnostics.ShouldBeEmpty();
        return model;
    }

    public static SpecForms Load() => new(LoadModel().Instructions.SelectMany(i => i.Forms));

    /// <summary>The form that an encoding means, or null; one with a mandatory prefix goes before one without.</summary>
    public FormModel? Find(OpcodeBytes encoding)
        => _forms[(encoding.TwoByte ? OpcodeMap.Escape0F : OpcodeMap.Primary, encoding.Opcode)]
            .Where(model => (!model.Form.HasModRm || model.Form.Accepts(encoding.ModRm)) && Matches(model.Form.Prefix, encoding))
            .OrderBy(model => model.Form.Prefix == MandatoryPrefix.Any)
            .FirstOrDefault();

    private static bool Matches(MandatoryPrefix prefix, OpcodeBytes encoding) => prefix switch
    {
        MandatoryPrefix.Any => true,
        MandatoryPrefix.None => encoding.Prefix == 0,
        MandatoryPrefix.OperandSize => encoding.Prefix == 0x66,
        MandatoryPrefix.RepeatNotZero => encoding.Prefix == 0xF2,
        _ => encoding.Prefix == 0xF3,
    };
}
