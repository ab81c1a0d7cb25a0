using GenEmu.Spec.Tests.Support;

namespace GenEmu.Spec.Tests;

public class YamlDiagnosticTests
{
    private const string Rest = "  forms: [\"F4\"]\n  do: Halt();\n";

    [Theory]
    [InlineData("- op: hlt\n  forms: [\"F4\"\n  do: x", 1)]
    [InlineData("- op: hlt\n  forms: [\"F4\"]\n forms: 1", 2)]
    [InlineData("- op: \"hlt\n", 0)]
    public void Broken_yaml_is_reported_where_the_parser_stops(string yaml, int line)
    {
        SpecDiagnostic diagnostic = MarkedSpec.Load(yaml).Diagnostics.ShouldHaveSingleItem();
        diagnostic.Id.ShouldBe("GENEMU001");
        diagnostic.Span.Line.ShouldBe(line);
    }

    [Fact]
    public void Unknown_key() => "- op: hlt\n  ⟦form⟧: [\"F4\"]\n  forms: [\"F4\"]\n  do: Halt();\n".ShouldBreak(SpecRule.UnknownKey);

    [Fact]
    public void Duplicate_key() => "- op: hlt\n  forms: [\"F4\"]\n  do: Halt();\n  ⟦do⟧: Halt();\n".ShouldBreak(SpecRule.DuplicateKey);

    [Fact]
    public void Missing_key() => $"- op: hlt\n{Rest}- ⟦o⟧p: nop\n  forms: [\"90\"]\n".ShouldBreak(SpecRule.MissingKey);

    [Theory]
    [InlineData("no")]
    [InlineData("on")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("1e3")]
    [InlineData("00")]
    [InlineData("0x10")]
    [InlineData("1:20")]
    [InlineData("2001-01-01")]
    public void Scalar_that_yaml_reads_as_something_else(string name) => $"- op: ⟦{name}⟧\n{Rest}".ShouldBreak(SpecRule.ScalarTrap);

    [Fact]
    public void Opcode_that_yaml_reads_as_a_number() => "- op: nop\n  forms: [⟦90⟧]\n  do: \"\"\n".ShouldBreak(SpecRule.ScalarTrap);

    [Theory]
    [InlineData("\"no\"")]
    [InlineData("'1e3'")]
    [InlineData("in")]
    [InlineData("not")]
    public void Quoted_scalars_and_words_are_text(string name) => MarkedSpec.Load($"- op: {name}\n{Rest}").Diagnostics.ShouldBeEmpty();

    [Fact]
    public void Lock_is_true_or_absent() => $"- op: hlt\n  lock: ⟦yes⟧\n{Rest}".ShouldBreak(SpecRule.WrongValue);

    [Fact]
    public void Rep_is_true_or_cond() => $"- op: hlt\n  rep: ⟦maybe⟧\n{Rest}".ShouldBreak(SpecRule.WrongValue);

    [Fact]
    public void Forms_are_a_list() => "- op: hlt\n  forms: ⟦F4⟧\n  do: Halt();\n".ShouldBreak(SpecRule.WrongValue);

    [Fact]
    public void Text_is_a_literal_block() => "- op: hlt\n  forms: [\"F4\"]\n  do: ⟦\"Halt();\"⟧\n".ShouldBreak(SpecRule.WrongValue);

    [Fact]
    public void Anchors_are_not_part_of_the_language() => $"- op: ⟦&a hlt⟧\n{Rest}".ShouldBreak(SpecRule.WrongValue);

    [Fact]
    public void Duplicate_instruction() => $"- op: hlt\n{Rest}- op: ⟦hlt⟧\n  forms: [\"F5\"]\n  do: Halt();\n".ShouldBreak(SpecRule.DuplicateInstruction);
}
