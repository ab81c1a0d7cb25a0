using GenEmu.Spec.Semantics;

namespace GenEmu.Spec.Tests.Support;

/// <summary>A spec whose expected diagnostic stands between ⟦ and ⟧.</summary>
internal static class MarkedSpec
{
    private const string Alu = """
        internal static partial class Alu
        {
            public static uint Shl(uint value, uint count, uint bits) => value << (int)count;
            public static ulong Shl(ulong value, uint count, uint bits) => value << (int)count;
            public static ulong Join(ulong high, ulong low) => high << 32 | low;
            public static bool Overflows(uint a, uint b, uint bits) => a > b;
            private static uint Hidden(uint value) => value;
        }
        """;

    public static EquatableArray<PureFunction> Functions { get; } = PureFunctionReader.Read(Alu);

    public static SpecModel Load(string yaml) => SpecModel.Load(yaml, Functions);

    /// <summary>The spec has exactly one diagnostic: this one, at the mark.</summary>
    public static void ShouldBreak(this string marked, SpecRule rule)
    {
        string[] lines = marked.Split('\n');
        int line = Array.FindIndex(lines, l => l.Contains('⟦', StringComparison.Ordinal));
        int column = lines[line].IndexOf('⟦', StringComparison.Ordinal);
        int length = lines[line].IndexOf('⟧', StringComparison.Ordinal) - column - 1;
        string yaml = marked.Replace("⟦", "", StringComparison.Ordinal).Replace("⟧", "", StringComparison.Ordinal);

        SpecDiagnostic diagnostic = Load(yaml).Diagnostics.ShouldHaveSingleItem();

        diagnostic.Id.ShouldBe($"GENEMU{(int)rule:000}", diagnostic.Message);
        diagnostic.Span.ShouldBe(SourceSpan.OnLine(line, column, length), diagnostic.Message);
    }

    /// <summary>An instruction with this text under these forms breaks a rule at the mark.</summary>
    public static void TextShouldBreak(SpecRule rule, string text, string forms = "01 /r  Ev, Gv")
        => Instruction(text, forms).ShouldBreak(rule);

    /// <summary>An instruction with this text under these forms is right.</summary>
    public static SpecModel TextShouldBeRight(string text, string forms = "01 /r  Ev, Gv")
    {
        SpecModel model = Load(Instruction(text, forms));
        model.Diagnostics.ShouldBeEmpty();
        return model;
    }

    private static string Instruction(string text, string forms)
    {
        string quoted = string.Join(", ", forms.Split(';').Select(f => $"\"{f.Trim()}\""));
        return $"- op: test\n  forms: [{quoted}]\n  do: |\n" + string.Concat(text.Split('\n').Select(l => "    " + l.TrimEnd() + "\n"));
    }
}
