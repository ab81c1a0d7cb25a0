using GenEmu.Spec.Tests.Support;

using static GenEmu.Spec.Tests.Support.MarkedSpec;

namespace GenEmu.Spec.Tests;

public class TextDiagnosticTests
{
    [Fact]
    public void Syntax_error() => TextShouldBreak(SpecRule.TextSyntax, "var r = dst +⟦;⟧\ndst = r;");

    [Fact]
    public void Closing_brace_too_many() => Load("- op: a\n  forms: [\"F4\"]\n  do: |\n    } void N() {\n").Diagnostics.ShouldHaveSingleItem().Id.ShouldBe("GENEMU012");

    [Theory]
    [InlineData("⟦while (CF != 0) { dst = src; }⟧")]
    [InlineData("⟦dst += src⟧;")]
    [InlineData("⟦dst++;⟧")]
    [InlineData("⟦int r = 1;⟧")]
    [InlineData("⟦var a = dst, b = src;⟧")]
    [InlineData("dst = ⟦src.Length⟧;")]
    [InlineData("dst = ⟦new byte[1]⟧;")]
    [InlineData("dst = ⟦\"a\"⟧;")]
    [InlineData("⟦return;⟧")]
    public void Outside_the_language(string text) => TextShouldBreak(SpecRule.OutsideLanguage, text);

    [Theory]
    [InlineData("dst = ⟦sorce⟧;")]
    [InlineData("⟦r⟧ = src;")]
    [InlineData("if (CF != 0) { var x = src; }\ndst = ⟦x⟧;")]
    public void Unknown_name(string text) => TextShouldBreak(SpecRule.UnknownName, text);

    [Theory]
    [InlineData("dst = ⟦Fetch⟧(src);")]
    [InlineData("⟦Fetch⟧(src);")]
    [InlineData("dst = ⟦Alu.Rol⟧(src, 1, bits);")]
    [InlineData("dst = ⟦Alu.Hidden⟧(src);")]
    [InlineData("dst = ⟦Math.Abs⟧(src);")]
    [InlineData("⟦flags.Adc⟧(dst, src, dst);")]
    [InlineData("⟦Alu.Shl⟧(dst, 1, bits);")]
    public void Unknown_intrinsic_or_function(string text) => TextShouldBreak(SpecRule.UnknownCall, text);

    [Theory]
    [InlineData("⟦CheckRead()⟧;")]
    [InlineData("⟦CheckRead(1)⟧;")]
    [InlineData("⟦flags.Logic(dst, src)⟧;")]
    [InlineData("flags.Put(⟦DF⟧, true);")]
    [InlineData("CheckPush(⟦src⟧);")]
    [InlineData("Raise(⟦PF⟧);")]
    [InlineData("dst = ⟦Alu.Shl(src, 1)⟧;")]
    [InlineData("Advance(⟦AX⟧);")]
    public void Wrong_arguments(string text) => TextShouldBreak(SpecRule.WrongArguments, text);

    [Theory]
    [InlineData("if (⟦CF⟧) { dst = src; }")]
    [InlineData("dst = ⟦src == 1⟧;")]
    [InlineData("dst = src + ⟦(Cond || 1)⟧;")]
    [InlineData("bool b = ⟦src⟧;\ndst = 1;")]
    [InlineData("long a = Sx(src);\nulong b = src;\ndst = ⟦a + b⟧;")]
    [InlineData("dst = ⟦Halt()⟧;")]
    public void Type_mismatch(string text) => TextShouldBreak(SpecRule.TypeMismatch, text.Replace("⟦(Cond || 1)⟧", "(Cond || ⟦1⟧)", StringComparison.Ordinal));

    [Theory]
    [InlineData("⟦dst = 1;⟧", "E6  Ib, AL")]
    [InlineData("⟦dst = src;⟧", "8E /r  Sw, Ew")]
    [InlineData("⟦CF⟧ = src;", "01 /r  Ev, Gv")]
    [InlineData("⟦size⟧ = src;", "01 /r  Ev, Gv")]
    [InlineData("⟦src⟧ = 1;", "C5 /r  Gv, Mp")]
    public void Not_assignable(string text, string form) => TextShouldBreak(SpecRule.NotAssignable, text, form);

    [Theory]
    [InlineData("dst = ⟦imm⟧;", "FF /0  Ev; 69 /r  Gv, Ev, Iz; 90")]
    [InlineData("⟦src⟧ = 1;", "90")]
    public void Missing_operand(string text, string forms) => TextShouldBreak(SpecRule.MissingOperand, text, forms);

    [Theory]
    [InlineData("var r = src;\nvar ⟦r⟧ = dst;")]
    [InlineData("var ⟦dst⟧ = src;")]
    [InlineData("var ⟦AX⟧ = src;")]
    public void Duplicate_name(string text) => TextShouldBreak(SpecRule.DuplicateName, text);

    [Fact]
    public void A_diagnostic_in_a_text_has_the_line_and_column_of_the_file()
        => "# a comment\n\n- op: a\n  forms: [\"01 /r  Ev, Gv\"]\n  do: |\n\n      // a comment of the text\n      if (CF != 0) {\n        dst = ⟦nothing⟧;\n      }\n"
            .ShouldBreak(SpecRule.UnknownName);
}
