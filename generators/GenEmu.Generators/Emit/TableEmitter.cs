using System.Globalization;

using GenEmu.Generators.Model;
using GenEmu.Spec.Checking;
using GenEmu.Spec.Forms;
using GenEmu.Spec.Yaml;

namespace GenEmu.Generators.Emit;

/// <summary>Writes <c>InstructionTable.Forms</c>; the decoder makes its lookup from it when it starts.</summary>
internal static class TableEmitter
{
    /// <summary>The file.</summary>
    /// <param name="entries">The instructions; none if the spec has errors.</param>
    /// <param name="lines">Where they start.</param>
    public static string Emit(IReadOnlyList<TableEntry> entries, SpecLines lines)
    {
        var code = new CodeWriter(lines.Path, 0);
        FileHead.Write(code);
        code.Line("/// <summary>Every form of opcodes.yaml, in its order.</summary>");
        code.Open("internal static unsafe partial class InstructionTable");
        code.Line("/// <summary>The forms; <c>Op.Form</c> is an index into them.</summary>");
        code.Line("public static FormInfo[] Forms { get; } =");
        code.Line("[");
        var all = entries.SelectMany(e => e.Forms).Select(f => f.Form).ToArray();
        foreach (var entry in entries)
        {
            foreach (var form in entry.Forms)
            {
                code.Line("    " + Form(entry, form, all, lines.Lines[entry.Index]));
            }
        }

        code.Line("];");
        code.Close();
        return code.ToString();
    }

    private static string Form(TableEntry entry, FormModel model, Form[] all, int firstLine)
    {
        var form = model.Form;
        var feature = form.Feature.Length > 0 ? form.Feature : entry.Cpuid;
        var operands = string.Concat(form.Operands.Select((o, i) => $"Operand{i} = {Operand(o)}, "));
        return "new() { "
            + $"Op = {Quote(entry.Name)}, Text = {Quote(form.Text)}, Feature = {Quote(feature)}, Needs = CpuFeatures.{FeatureNames.Member(feature)}, Line = {form.Span.Line + firstLine + 1}, "
            + operands
            + $"Flags = {Flags(entry, model)}, Map = {(int)form.Map}, Opcode = 0x{form.Opcode:X2}, OpcodeCount = {form.OpcodeCount}, "
            + $"Mod = ModMatch.{Mod(form, all)}, Digit = {form.Digit ?? -1}, ModRm = {form.ModRm ?? -1}, Prefix = MandatoryPrefix.{Prefix(form.Prefix)}, "
            + $"UndefinedFlags = {ValueWriter.Mask(model.Facts.FlagsUndefined)}, "
            + $"Recorded16 = &Recorded.{model.Handlers[0]}, Recorded32 = &Recorded.{model.Handlers[1]} }},";
    }

    private static string Flags(TableEntry entry, FormModel model)
    {
        var form = model.Form;
        var words = form.Words;
        var isLockable = entry.Lock && !words.HasFlag(FormWords.NoLock) && form.Operands.Count > 0 && form.Operands[0].CanBeMemory;
        var flags = new (bool Is, string Name)[]
        {
            (words.HasFlag(FormWords.Not64), "Not64"),
            (words.HasFlag(FormWords.Only64), "Only64"),
            (words.HasFlag(FormWords.Cpl0), "Cpl0"),
            (words.HasFlag(FormWords.Protected), "Protected"),
            (isLockable, "Lock"),
            (entry.Repeat != RepeatKind.None, "Rep"),
            (words.HasFlag(FormWords.Default64), "Default64"),
            (words.HasFlag(FormWords.Force64), "Force64"),
            (model.Facts.EndsBlock, "EndsBlock"),
            (form.HasModRm, "ModRm"),
            (form.Field == OpcodeField.Condition, "Condition"),
            (model.Facts.DoesIo, "Io"),
            (model.Facts.NeedsX87, "NeedsX87"),
            (model.Facts.NeedsSse, "NeedsSse"),
            (form.IsX87, "X87"),
        };
        return string.Join(" | ", flags.Where(f => f.Is).Select(f => "FormFlags." + f.Name).DefaultIfEmpty("FormFlags.None"));
    }

    /// <summary>A register-only operand ignores mod, as MOV CR does, unless a memory form shares its opcode.</summary>
    private static string Mod(Form form, Form[] all)
    {
        if (form.Operands.Any(o => o.Kind == OperandKind.Memory))
        {
            return "Memory";
        }

        if (form.NeedsRegister)
        {
            return "Register";
        }

        var isRegister = form.Operands.Any(o => o.Kind == OperandKind.Register);
        return isRegister && Array.Exists(all, f => IsMemoryTwin(f, form)) ? "Register" : "Any";
    }

    private static bool IsMemoryTwin(Form other, Form form) => other.Map == form.Map && other.Opcode == form.Opcode && other.Digit == form.Digit
        && other.Operands.Any(o => o.Kind == OperandKind.Memory);

    private static string Prefix(MandatoryPrefix prefix) => prefix switch
    {
        MandatoryPrefix.None => "None",
        MandatoryPrefix.OperandSize => "OperandSize",
        MandatoryPrefix.Repeat => "Rep",
        MandatoryPrefix.RepeatNotZero => "Repne",
        _ => "Any",
    };

    private static string Operand(Operand operand)
    {
        var size = operand.Kind == OperandKind.Target
            ? operand.Name == "b" ? "Byte" : "Z"
            : operand.Size switch
            {
                OperandSize.Operand => "V",
                OperandSize.Operand32 => "Z",
                OperandSize.DwordOrQword => "Y",
                OperandSize.FarPointer => "Pointer",
                OperandSize.Bounds => "Bound",
                var same => same.ToString(),
            };
        return $"new(OperandKind.{Kind(operand)}, OperandSize.{size}, {Number(operand)})";
    }

    private static string Kind(Operand operand) => operand.Kind switch
    {
        OperandKind.RegisterOrMemory => operand.AfterPop ? "RegisterOrMemoryAfterPop" : "RegisterOrMemory",
        OperandKind.Register => "RegisterOnly",
        OperandKind.RegField => "Register",
        OperandKind.SignedImmediate => "SignedByte",
        OperandKind.Target => "Relative",
        OperandKind.FarTarget => "FarPointer",
        OperandKind.Offset => "MemoryOffset",
        OperandKind.TableByte => "Xlat",
        var same => same.ToString(),
    };

    private static int Number(Operand operand) => operand.Name switch
    {
        "CL" or "CS" => 1,
        "DX" or "SS" => 2,
        "DS" => 3,
        "FS" => 4,
        "GS" => 5,
        "1" or "3" => int.Parse(operand.Name, CultureInfo.InvariantCulture),
        _ => 0,
    };

    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
