using System.Globalization;

using GenEmu.Generators.Model;
using GenEmu.Spec.Semantics;

namespace GenEmu.Generators.Emit;

/// <summary>Writes how a decoded op finds its direct handler: by form, operand size and whether ModRM names memory.</summary>
internal static class DirectTableEmitter
{
    /// <summary>The file.</summary>
    /// <param name="entries">The instructions; none if the spec has errors.</param>
    /// <param name="lines">Where they start.</param>
    public static string Emit(IReadOnlyList<TableEntry> entries, SpecLines lines)
    {
        var groups = entries.SelectMany(e => e.Direct).ToArray();
        var first = FirstIndices(groups);
        var code = new CodeWriter(lines.Path, 0);
        FileHead.Write(code);
        code.Line("/// <summary>The direct handlers, and which op takes which.</summary>");
        code.Open("internal static unsafe partial class DirectHandlers");
        code.Line($"public static int Count => {groups.Sum(g => g.Handlers.Count).ToString(CultureInfo.InvariantCulture)};");
        EmitFind(code);
        code.Line("public static string Name(int index) => Names[index];");
        EmitList(code, "private static ReadOnlySpan<short> First =>", Slots(entries).Select(s => s is null ? "-1" : ValueWriter.Number(first[s.Name])));
        EmitList(code, "private static ReadOnlySpan<byte> Choices =>", Slots(entries).Select(s => ValueWriter.Number((int)(s?.Choice ?? DirectChoice.None))));
        EmitList(code, "private static readonly string[] Names =", groups.SelectMany(g => g.Handlers).Select(h => "\"" + h + "\""));
        code.Close();
        return code.ToString();
    }

    private static void EmitFind(CodeWriter code)
    {
        code.Line("/// <summary>The group that an op takes its handler from; its first handler is First, its choice tells the rest. -1: none.</summary>");
        code.Open("public static int Slot(int form, int operandSize, OperandKind kind0, OperandKind kind1, OperandKind kind2)");
        code.Line("int memory = kind0 == OperandKind.Memory || kind1 == OperandKind.Memory || kind2 == OperandKind.Memory ? 1 : 0;");
        code.Line("int slot = (((form * 2) + (operandSize == 2 ? 0 : 1)) * 2) + memory;");
        code.Line("return First[slot] < 0 ? -1 : slot;");
        code.Close();
        code.Line("public static bool KillsFlags(int slot) => (Choices[slot] & " + Bits(DirectChoice.KillsFlags) + ") != 0;");
        code.Line("public static bool NeedsFlags(int slot) => (Choices[slot] & " + Bits(DirectChoice.NeedsFlags) + ") != 0;");
        code.Open("public static int Find(int slot, bool flat, bool flatStack, int condition, bool flagsLive)");
        code.Line("int choice = Choices[slot];");
        code.Line($"int index = (choice & {Bits(DirectChoice.Condition)}) != 0 ? condition : 0;");
        code.Open($"if ((choice & {Bits(DirectChoice.Memory | DirectChoice.Stack)}) != 0)");
        code.Line($"bool isFlat = ((choice & {Bits(DirectChoice.Memory)}) == 0 || flat) && ((choice & {Bits(DirectChoice.Stack)}) == 0 || flatStack);");
        code.Line("index = (index * 2) + (isFlat ? 1 : 0);");
        code.Close();
        code.Line($"return First[slot] + ((choice & {Bits(DirectChoice.Flags)}) == 0 ? index : (index * 2) + (flagsLive ? 0 : 1));");
        code.Close();
    }

    private static string Bits(DirectChoice choice) => ValueWriter.Number((int)choice);

    private static void EmitList(CodeWriter code, string head, IEnumerable<string> items)
    {
        code.Line(head);
        code.Line("[");
        foreach (var line in items.Select((item, i) => (item, i)).GroupBy(x => x.i / 16, x => x.item))
        {
            code.Line("    " + string.Join(", ", line) + ",");
        }

        code.Line("];");
    }

    private static Dictionary<string, int> FirstIndices(DirectNames[] groups)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var next = 0;
        foreach (var group in groups)
        {
            first.Add(group.Name, next);
            next += group.Handlers.Count;
        }

        return first;
    }

    /// <summary>For each form, operand size, and register or memory form: its group, or null.</summary>
    private static IEnumerable<DirectNames?> Slots(IReadOnlyList<TableEntry> entries) =>
        from entry in entries
        from form in entry.Forms
        from size in Enumerable.Range(0, Shape.OperandSizes.Count)
        from memory in new[] { false, true }
        let name = DirectSet.GroupName(form.Handlers[size], form.Form, memory)
        select entry.Direct.FirstOrDefault(g => g.Name == name);
}
